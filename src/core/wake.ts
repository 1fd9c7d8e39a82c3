/** Tells that now is a good moment to look whether the connection still lives. */
export type Wake = (listener: () => void) => () => void;

/**
 * The browser's own hints: the network changed, the page came back from the back/forward cache or
 * from behind another tab. A hidden page's timers may have slept for minutes.
 */
export const browserWake: Wake = (listener) => {
  if (typeof window === 'undefined') return () => undefined;
  const end = new AbortController();
  for (const type of ['online', 'offline', 'pageshow', 'visibilitychange']) {
    const look = (): void => {
      if (type !== 'visibilitychange' || !document.hidden) listener();
    };
    window.addEventListener(type, look, end); // a change of visibility bubbles up from the document
  }
  return () => end.abort();
};
