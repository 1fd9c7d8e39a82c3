import { systemClock } from '../clock.js';

/** A message of ours that the service does not have yet. */
export interface Unsent {
  readonly id: string;
  /** The session that wrote it, and its place there. */
  readonly sid: string;
  readonly n: number;
  readonly text: string;
  /** When it was written, ms since the epoch. */
  readonly timestamp: number;
  /** The user whom the grant named, `''` where it named none; undefined: before the first grant. */
  readonly user: string | undefined;
  /** The service has refused it, or it is not known whether it may be sent. */
  readonly failed?: boolean;
}

/** An unsent message, and whose it is. */
export interface Kept extends Unsent {
  /** Names how grants are asked for, without a word of it. */
  readonly account: string;
  /** The room's topic. */
  readonly topic: string;
}

/** Where unsent messages outlive their page. Everything settles within 2 s, and rejects where the browser refuses. */
export interface Disk {
  /** Whether one can see which pages still live. */
  readonly locks: boolean;
  all(): Promise<Kept[]>;
  put(entry: Kept): Promise<unknown>;
  delete(id: string): Promise<unknown>;
  /**
   * Holds the lock of a session until `signal` is aborted, or the page has gone. Resolves with whether it is ours:
   * at once, or with `wait` when whoever has it has gone. Never rejects.
   */
  hold(sid: string, signal: AbortSignal, wait: boolean): Promise<boolean>;
}

const limit = 2_000;
let opened: Promise<IDBDatabase> | undefined;

const refusal = (cause: unknown): Error => new Error('The browser stores nothing here.', { cause });

const open = (): Promise<IDBDatabase> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open('rt-embed', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('outbox', { keyPath: 'id' });
    request.onerror = () => reject(refusal(request.error));
    request.onsuccess = () => {
      const db = request.result;
      // A newer version on another page must not wait for us.
      db.onversionchange = () => db.close();
      resolve(db);
    };
  });

const run = async <T>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> => {
  let cancel = (): void => undefined;
  const late = new Promise<never>((_resolve, reject) => {
    cancel = systemClock.after(limit, () => reject(refusal('no answer')));
  });
  const work = (opened ??= open()).then(
    (db) =>
      new Promise<T>((resolve, reject) => {
        const transaction = db.transaction('outbox', mode);
        const request = act(transaction.objectStore('outbox'));
        // At once: what is left to the end of the request is undone when the page goes before it.
        transaction.commit();
        transaction.oncomplete = () => resolve(request.result);
        transaction.onabort = () => reject(refusal(transaction.error));
      }),
  );
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    opened = undefined; // the next one tries afresh
    throw error;
  } finally {
    cancel();
  }
};

/** The browser's own: IndexedDB, and Web Locks. */
export const browserDisk: Disk = {
  get locks() {
    return navigator.locks !== undefined;
  },
  all: () => run('readonly', (store) => store.getAll() as IDBRequest<Kept[]>),
  put: (entry) => run('readwrite', (store) => store.put(entry)),
  delete: (id) => run('readwrite', (store) => store.delete(id)),
  hold: async (sid, signal, wait) =>
    !browserDisk.locks ||
    new Promise((resolve) => {
      navigator.locks
        .request(`rt:${sid}`, wait ? { signal } : { ifAvailable: true }, (lock) => {
          resolve(lock !== null);
          if (!lock || signal.aborted) return undefined;
          return new Promise((end) => signal.addEventListener('abort', end));
        })
        // Nobody waits any more, or this frame may hold none: then it has no storage either.
        .catch(() => resolve(false));
    }),
};
