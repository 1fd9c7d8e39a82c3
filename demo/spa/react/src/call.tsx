import { useEffect, useRef } from 'react';
import type { RtCall, TokenRequest } from 'rt-embed';
import 'rt-embed/react'; // types the tags
import 'rt-embed/rt-call';
import { user } from './user.js';

/** In place of `token-endpoint`: your own way to your token route. */
const getToken = async (request: TokenRequest, signal: AbortSignal): Promise<unknown> => {
  const response = await fetch(`/token/${user}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-rt-embed': '1' },
    body: JSON.stringify(request),
    signal,
  });
  if (!response.ok) throw new Error(`The token route says ${response.status}.`);
  return response.json();
};

/** A view that is a call: it is placed when the view is shown, and ended when it is left. */
export function Call() {
  const call = useRef<RtCall>(null);
  useEffect(() => {
    const element = call.current;
    // The element shows what goes wrong.
    element?.dial('/public/echo').catch(() => undefined);
    return () => void element?.hangup();
  }, []);
  return (
    <rt-call ref={call} mode="inline" no-video destination="/public/echo" getToken={getToken} />
  );
}
