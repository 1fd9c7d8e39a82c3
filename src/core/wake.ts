/** Tells that now is a good moment to look whether the connection still lives. */
export type Wake = (listener: () => void) => () => void;

/**
 * The browser's own hints: the network changed, the page came back from the back/forward cache or
 * from behind another tab. A hidden page's timers may have slept for minutes.
 */
export const browserWake: Wake = (listener) => {
  if (typeof window === 'undefined') return () => undefined;
  const visible = (): void => {
    if (document.visibilityState === 'visible') listener();
  };
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  window.addEventListener('pageshow', listener);
  document.addEventListener('visibilitychange', visible);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
    window.removeEventListener('pageshow', listener);
    document.removeEventListener('visibilitychange', visible);
  };
};
