/** What the demo's token route gives for a call. */
export interface CallGrant {
  readonly token: string;
  /** The gateway's WebSocket. */
  readonly url: string;
}

/** Whom all of them call. */
export const destination = '/public/echo';

/** What the element asks of devices, so that all send the same sound and the same picture. */
export const devices = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
};

/** Asks the route that the element asks, in the same words. */
export const fetchGrant = async (): Promise<CallGrant> => {
  const answer = await fetch('/token/ada', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'X-RT-Embed': '1' },
    body: JSON.stringify({ purpose: 'call', destination }),
  });
  if (!answer.ok) throw new Error(`The token route answered ${answer.status}.`);
  return (await answer.json()) as CallGrant;
};

/** The page's button and its place for the far end; both are in the page's HTML. */
export const onCall = (call: (video: HTMLVideoElement) => Promise<void>): void => {
  const video = document.querySelector('video');
  if (!video) throw new Error('The page has no <video>.');
  // A rejection nobody catches ends the measurement: it is reported as an error of the page.
  document.querySelector('button')?.addEventListener('click', () => void call(video));
};
