/** What a tab remembers, through reloads and crashes, until it is closed. Never throws. */
export interface Tab {
  get(key: string): string | null;
  /** An empty value forgets. */
  set(key: string, value: string): void;
  /** Calls `listener` when the page goes, or may never come back; returns its own undo. */
  onHide(listener: () => void): () => void;
}

/** The browser's own. Where it refuses storage, nothing is remembered. */
export const browserTab: Tab = {
  get(key) {
    try {
      // eslint-disable-next-line no-restricted-globals -- ends with the tab; no secret goes in
      return sessionStorage.getItem(key);
    } catch {
      return null; // blocked: as in a tab that is new
    }
  },
  set(key, value) {
    try {
      // eslint-disable-next-line no-restricted-globals -- ends with the tab; no secret goes in
      if (value) sessionStorage.setItem(key, value);
      // eslint-disable-next-line no-restricted-globals -- ends with the tab; no secret goes in
      else sessionStorage.removeItem(key);
    } catch {
      // Blocked or full: it works without, until the page is left.
    }
  },
  onHide(listener) {
    if (typeof window === 'undefined') return () => undefined;
    window.addEventListener('pagehide', listener);
    return () => window.removeEventListener('pagehide', listener);
  },
};
