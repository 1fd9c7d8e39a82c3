import type { Page } from '@playwright/test';

/** Waits until the browser has painted. */
export const painted = (page: Page): Promise<unknown> =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));

interface Source {
  node: Node | null;
  previousRect: DOMRectReadOnly;
  currentRect: DOMRectReadOnly;
}

interface Shift {
  value: number;
  what: string[];
}

/** Every movement of the page since its start, with what moved. Firefox has no such API. */
export const shifts = (page: Page): Promise<Shift[]> =>
  page.evaluate(
    () =>
      new Promise<Shift[]>((resolve) => {
        type Entry = PerformanceEntry & { value: number; sources: Source[] };
        const found: Shift[] = [];
        const observer = new PerformanceObserver((list) => {
          for (const { value, sources } of list.getEntries() as Entry[]) {
            const seen = sources.map(({ node, previousRect, currentRect }) => ({
              node,
              from: JSON.stringify(previousRect),
              to: JSON.stringify(currentRect),
            }));
            // A row that the edge of a list cuts off may grow behind that edge, where older ones come:
            // what is seen of it has stayed in its place.
            if (seen.length > 0 && seen.every(({ from, to }) => from === to)) continue;
            found.push({
              value,
              what: seen.map(({ node, from, to }) => `${node?.nodeName} from ${from} to ${to}`),
            });
          }
        });
        observer.observe({ type: 'layout-shift', buffered: true });
        // The buffer is handed out in a task of its own.
        setTimeout(() => {
          observer.disconnect();
          resolve(found);
        }, 50);
      }),
  );
