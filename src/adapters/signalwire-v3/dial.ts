import { ConnectionError, TokenError } from '../../protocol/errors.js';
import { Inside } from './sdk-session.js';

/** What may be done in a channel. */
export type Rights = Readonly<Partial<Record<'read' | 'write', boolean>>>;
export type Allowed = Readonly<Partial<Record<string, Rights>>>;

/** A client that is connected. */
export interface Dialled {
  readonly inside: Inside;
  readonly allowed: Allowed;
}

/** In time for who waits no longer than 10 s, ms. */
const patience = 9_500;
const internalError = -32_603;

/**
 * Has a client of the SDK's connect, once. It would go on for ever, and hang after a refusal: whatever has failed is
 * ended.
 * @param lost called when the line is cut later on
 * @throws RtError `token/refused`, `connection/*`; the signal's reason
 */
export const dial = async (
  client: { getAllowedChannels(): Promise<Allowed> },
  signal: AbortSignal,
  lost: () => void,
): Promise<Dialled> => {
  let inside: Inside | undefined;
  let late: ReturnType<typeof setTimeout> | undefined;
  let abort = (): void => undefined;
  let connected = false;
  try {
    const allowed = await new Promise<Allowed>((resolve, reject) => {
      abort = () => reject(signal.reason as Error);
      signal.addEventListener('abort', abort);
      late = setTimeout(() => reject(passing('connection/timeout')), patience);
      client.getAllowedChannels().then(resolve, (error: unknown) => reject(refusal(codeOf(error))));
      inside = new Inside(client, {
        refused: (code) => reject(refusal(code)),
        lost: () => (connected ? lost() : reject(passing('connection/unreachable'))),
      });
    });
    signal.throwIfAborted();
    if (!inside) throw passing('connection/unreachable');
    connected = true;
    return { inside, allowed };
  } finally {
    clearTimeout(late);
    signal.removeEventListener('abort', abort);
    if (!connected) inside?.end();
  }
};

const passing = (code: 'connection/timeout' | 'connection/unreachable'): ConnectionError =>
  new ConnectionError(code, { retryable: true });

const codeOf = (error: unknown): number =>
  typeof error === 'object' && error !== null && 'code' in error ? Number(error.code) : NaN;

const refusal = (code: number): ConnectionError | TokenError =>
  code === internalError || code >= 500
    ? new ConnectionError('connection/refused', { reason: code, retryable: true })
    : new TokenError('token/refused', {
        reason: code,
        remediation: 'Check which project the token route asks for tokens.',
      });
