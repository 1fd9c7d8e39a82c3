/**
 * Runs in each page before anything else. Tells the bench which messages the page shows, and whether
 * it shows one twice or below a later one. What counts is the list in the DOM, nothing before it.
 */
import type { Report } from '../report-types.js';

declare global {
  /** Puts a JSON text before the bench. */
  var rtReport: (json: string) => void;
  /** This document's own name. */
  var rtDocument: string;
}

/** Where a document leaves what it has told, for the next one of its tab to tell again. */
const left = 'what was told';
const told: Report[] = [];

/** Tells the bench something. */
export const tell = (report: Report): void => {
  told.push(report);
  rtReport(JSON.stringify(report));
};

// What a document says in its last moments the browser does not pass on.
for (const report of JSON.parse(sessionStorage.getItem(left) ?? '[]') as Report[]) {
  rtReport(JSON.stringify(report));
}
sessionStorage.removeItem(left);
addEventListener('pagehide', () => sessionStorage.setItem(left, JSON.stringify(told)));

const text = /^([ab]) (\d+)$/;
/** This document's own name. */
export const doc = (globalThis.rtDocument = crypto.randomUUID());

interface Row {
  readonly row: Element;
  readonly name: string;
  readonly sender: string;
  readonly n: number;
}

/** What has been shown in this document before; rows by the element, so that one moved is not new. */
const known = new WeakMap<Element, Row>();
const shown = new Set<string>();
/** While one reads back, rows come and go at both ends. */
let readingBack = false;

const read = (row: Element): Row | undefined => {
  const found = known.get(row);
  if (found) return found;
  // The text of a bubble stands in its own part; a plain list has nothing else.
  const content = (row.querySelector('[part~="text"]') ?? row).textContent?.trim() ?? '';
  const [, sender, n] = text.exec(content) ?? [];
  if (sender === undefined || n === undefined) return undefined;
  return { row, name: content, sender, n: Number(n) };
};

const look = (list: Element): void => {
  const at = Date.now();
  const rows = [...list.children].map(read).filter((one) => one !== undefined);
  const present = new Set<string>();
  const highest = new Map<string, number>();
  const firstKept = rows.findIndex(({ row }) => known.has(row));
  rows.forEach((one, index) => {
    const { row, name, sender, n } = one;
    const what = { doc, sender, n, at };
    const isNew = !known.has(row);
    // Above all that stayed: rows that were taken out behind the reader and are brought in again.
    const isBack = readingBack || index < firstKept;
    if (present.has(name) || (isNew && shown.has(name) && !isBack)) tell({ k: 'twice', ...what });
    if (n < (highest.get(sender) ?? 0)) tell({ k: 'disorder', ...what });
    if (isNew && !shown.has(name)) tell({ k: 'shown', ...what });
    highest.set(sender, Math.max(n, highest.get(sender) ?? 0));
    present.add(name);
    shown.add(name);
    known.set(row, one);
  });
};

/** A reader of a list that has a part of its messages in the DOM only. */
interface Reader {
  readonly scroller: Element;
  /** Whether the oldest message that there is has its row. */
  atOldest(): boolean;
  /** Goes back to the newest. */
  toEnd(): void;
}

/** How long rows may take to come, on a machine that has much to do, ms. */
const patience = 10_000;

/** Reads everything from the newest to the oldest, as one does by scrolling, and goes back. */
export const readBack = async ({ scroller, atOldest, toEnd }: Reader): Promise<void> => {
  readingBack = true;
  // The browser scrolls, and the rows that this brings in come a frame or two later.
  const settled = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 60));
  const end = performance.now() + patience;
  let same = 0;
  while (performance.now() < end && !(atOldest() && same > 2)) {
    const before = scroller.querySelector('ol > li');
    scroller.scrollTop = 0;
    await settled();
    same = scroller.querySelector('ol > li') === before ? same + 1 : 0;
  }
  toEnd();
  await settled();
  await settled();
  readingBack = false;
};

/** Watches the list below a node, from now on. */
export const watch = (root: ParentNode & Node): void => {
  const lookAt = (): void => {
    const list = root.querySelector('ol');
    if (list) look(list);
  };
  new MutationObserver(lookAt).observe(root, { childList: true, subtree: true });
  lookAt();
};
