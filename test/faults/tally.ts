import type { Report } from './report-types.js';

/** What one run came to; of both directions together where both were used. */
export interface Counts {
  /** Messages that were sent. */
  sent: number;
  /** Sent, and never shown to the other side. */
  lost: number;
  /** Shown twice in one document. */
  duplicated: number;
  /** Shown below a later one of the same sender, in one document. */
  outOfOrder: number;
}

/**
 * How long a text may take from its sending until its own page shows it, ms. One that a page never
 * showed, and that was sent no longer than this before the page ended, was not taken: nobody saw it
 * leave the field.
 */
const untaken = 200;

type Numbers = Map<number, number>;

/** Messages from one side to the other: when each was sent, and when each document showed it. */
export class Tally {
  readonly #sender: string;
  readonly #sent: Numbers = new Map();
  readonly #sentBy = new Map<string, Numbers>();
  /** What the sending side's own documents showed. */
  readonly #taken = new Set<string>();
  readonly #shown = new Map<string, Numbers>();
  readonly #twice = new Set<string>();
  readonly #disorder = new Set<string>();
  /** Shown by any document, with the time of the first. */
  readonly #seen: Numbers = new Map();
  #changedAt = Date.now();

  /** @param sender the letter that starts its texts */
  constructor(sender: string) {
    this.#sender = sender;
  }

  /** Takes what the sending side's pages tell. */
  fromSender(report: Report): void {
    if (report.sender !== this.#sender) return;
    const { k, doc, n, at } = report;
    if (k === 'shown') this.#taken.add(`${doc} ${n}`);
    if (k !== 'sent') return;
    this.#sent.set(n, at);
    const numbers = this.#sentBy.get(doc) ?? new Map<number, number>();
    this.#sentBy.set(doc, numbers.set(n, at));
  }

  /** Takes what the receiving side's pages tell. */
  fromReceiver(report: Report): void {
    if (report.sender !== this.#sender) return;
    if (report.k === 'twice') this.#twice.add(`${report.doc} ${report.n}`);
    else if (report.k === 'disorder') this.#disorder.add(`${report.doc} ${report.n}`);
    else if (report.k === 'shown') {
      const { doc, n, at } = report;
      const numbers = this.#shown.get(doc) ?? new Map<number, number>();
      this.#shown.set(doc, numbers.set(n, at));
      if (!this.#seen.has(n)) this.#seen.set(n, at);
      this.#changedAt = Date.now();
    }
  }

  /**
   * Leaves out what a page that has ended was told in its last moment and did not take.
   * @param living the sending side's document that is still there
   */
  settle(living: string): void {
    for (const [doc, numbers] of this.#sentBy) {
      if (doc === living) continue;
      const end = Math.max(...numbers.values());
      for (const [n, at] of numbers) {
        if (at >= end - untaken && !this.#taken.has(`${doc} ${n}`)) this.#sent.delete(n);
      }
    }
  }

  /** The highest number that was sent; 0 before the first. */
  get last(): number {
    return Math.max(0, ...this.#sent.keys());
  }

  /** When something was last shown for the first time, ms since the epoch. */
  get changedAt(): number {
    return this.#changedAt;
  }

  /** How many were sent after a moment. */
  sentAfter(moment: number): number {
    return [...this.#sent.values()].filter((at) => at >= moment).length;
  }

  /** Which were sent and never shown by any document of the other side, in order. */
  get missing(): number[] {
    return [...this.#sent.keys()].filter((n) => !this.#seen.has(n)).sort((a, b) => a - b);
  }

  /**
   * Messages after the first that a document showed, which it did not show itself: for pages that
   * live on, it is not enough that another one shows them. A document that shows nothing lacks all.
   */
  holes(documents: readonly string[]): number {
    return documents
      .map((doc) => {
        const shown = this.#shown.get(doc) ?? new Map<number, number>();
        const first = Math.min(...shown.keys(), this.last);
        return [...this.#sent.keys()].filter((n) => n >= first && !shown.has(n)).length;
      })
      .reduce((sum, one) => sum + one, 0);
  }

  get counts(): Counts {
    return {
      sent: this.#sent.size,
      lost: this.missing.length,
      duplicated: this.#twice.size,
      outOfOrder: this.#disorder.size,
    };
  }

  /**
   * Recovery, ms: from `moment` until the first message is shown that was sent after it. Undefined
   * where none was.
   */
  recovery(moment: number): number | undefined {
    const shown = [...this.#sent].filter(([, at]) => at >= moment).map(([n]) => this.#seen.get(n));
    const times = shown.filter((at) => at !== undefined);
    return times.length === 0 ? undefined : Math.min(...times) - moment;
  }

  /** The slowest message, ms from its sending until it was shown; undefined where one never was. */
  get slowest(): number | undefined {
    let slowest = 0;
    for (const [n, at] of this.#sent) {
      const shown = this.#seen.get(n);
      if (shown === undefined) return undefined;
      slowest = Math.max(slowest, shown - at);
    }
    return slowest;
  }
}
