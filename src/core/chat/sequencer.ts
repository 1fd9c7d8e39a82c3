import type { Numbered } from '../../protocol/sync-message.js';
import type { Clock } from '../clock.js';
import type { Known } from './order.js';

export interface SequencerOptions {
  clock: Clock;
  /** The next message of its sender, once, in order. */
  deliver(message: Numbered): void;
  /** Messages are missing; a repair is wanted. */
  ask(sid: string, from: number, upto: number): void;
}

interface Sender {
  /** The number that comes next. */
  next: number;
  /** The number that was waited for first: what is older came before our time. */
  first: number;
  /** The highest number that the sender says it has used. */
  head: number;
  /** What came too early. */
  readonly held: Map<number, Numbered>;
  /**
   * From where to where we have not seen, and no longer wait: before our time, or given up. One that
   * comes after all is shown, late is better than never. Ranges, since a stranger may claim any number.
   */
  missed: [from: number, upto: number][];
  asked: number;
  /** Where its part of our time starts is about to be said: nothing is shown until then. */
  unsure: boolean;
  /** It waits for an earlier session of the same user. */
  behind: boolean;
  /**
   * The user's sessions that began while something was missing here, and go on after what is held: a
   * page that was reloaded sends what the page before it has left, then its own.
   */
  readonly followers: string[];
  cancel: (() => void) | undefined;
}

/** Waits before each repair is asked for, ms: the first lets the network's own reordering pass. */
const patience = [300, 700, 1_500, 3_000];
const allPatience = patience.reduce((sum, wait) => sum + wait);
/** Answers to "what did I miss?" are waited for no longer than this, ms. */
const answersTake = 2_000;
const mostHeld = 1_000;
const mostMissed = 1_000;
const mostSenders = 2_000;

/**
 * Puts every sender's messages in order and drops repeats. A gap is asked for; a sender that does not
 * answer holds the others up for no longer than the sum of `patience`.
 */
export class Sequencer {
  readonly #options: SequencerOptions;
  readonly #senders = new Map<string, Sender>();
  #expecting = -Infinity;

  constructor(options: SequencerOptions) {
    this.#options = options;
  }

  /** Per sender, the number that is waited for. */
  get have(): Record<string, number> {
    return Object.fromEntries([...this.#senders].map(([sid, { next }]) => [sid, next]));
  }

  /** The first number of a sender that belongs to our time; none of one that we don't know. */
  first(sid: string): number {
    return this.#senders.get(sid)?.first ?? Infinity;
  }

  /** Goes on from there. */
  restore(known: ReadonlyMap<string, Known>): void {
    for (const [sid, [first, next]] of known) this.#sender(sid, first).next = next;
  }

  /**
   * We may have missed something: until everybody was `asked` for it and had the time to answer, one
   * can't say where a sender starts that we don't know.
   */
  expect(asked: boolean): void {
    this.#expecting = asked ? this.#options.clock.now() + answersTake : Infinity;
  }

  /** A message came, in whatever order. */
  take(message: Numbered): void {
    const { sid, n } = message;
    const unsure = n > 1 && this.#waitsForAnswers;
    const before = this.#senders.has(sid) ? undefined : this.#incomplete(message.user);
    const sender = this.#sender(sid, unsure ? 1 : n, unsure);
    // It may have been forgotten for this one.
    if (before && before.held.size > 0) {
      sender.behind = true;
      before.followers.push(sid);
    }
    if (n < sender.next) {
      if (takeFrom(sender.missed, n)) this.#options.deliver(message);
      return;
    }
    sender.held.set(n, message);
    if (sender.held.size > mostHeld) {
      sender.behind = false;
      this.#skip(sender);
    }
    this.#drain(sid, sender);
  }

  /** The sender says it has used numbers up to `head`; for a sender we don't know, count from `from`. */
  head(sid: string, head: number, from: number): void {
    if (head < from && !this.#senders.has(sid)) return;
    const sender = this.#sender(sid, from);
    this.#settle(sender, from);
    sender.head = Math.max(sender.head, head);
    this.#drain(sid, sender);
  }

  /** The sender has sent all it has of `from` to `upto`: what is still missing never comes. */
  answered(sid: string, from: number, upto: number): void {
    const sender = this.#senders.get(sid);
    if (sender) this.#settle(sender, from);
    if (!sender || sender.behind || from > sender.next) return;
    // Only up to what has really come: a claim about numbers must not close the door to messages.
    while (sender.held.size > 0 && this.#gapEnd(sender) <= upto) this.#pass(sender);
    if (sender.held.size === 0 && sender.head <= upto) sender.head = 0;
    this.#drain(sid, sender);
  }

  /** What came before number `next` is not waited for; what of it comes after all is shown. */
  skip(sid: string, next: number): void {
    const sender = this.#senders.get(sid);
    if (!sender) return;
    this.#settle(sender, sender.next);
    while (sender.held.size > 0 && this.#gapEnd(sender) + 1 < next) this.#pass(sender);
    if (sender.next >= next) return;
    sender.missed.push([sender.next, next - 1]);
    sender.next = next;
    this.#drain(sid, sender);
  }

  dispose(): void {
    for (const sender of this.#senders.values()) sender.cancel?.();
    this.#senders.clear();
  }

  get #waitsForAnswers(): boolean {
    return this.#options.clock.now() < this.#expecting;
  }

  #sender(sid: string, first: number, unsure = false): Sender {
    const sender = this.#senders.get(sid) ?? {
      next: Math.max(1, first),
      first,
      head: 0,
      held: new Map<number, Numbered>(),
      missed: [[1, first - 1] as [number, number]],
      asked: 0,
      unsure,
      behind: false,
      followers: [],
      cancel: undefined,
    };
    // Back to the end: whoever has been silent for longest is forgotten first.
    this.#senders.delete(sid);
    this.#senders.set(sid, sender);
    if (this.#senders.size > mostSenders) this.#forgetOldest();
    return sender;
  }

  #forgetOldest(): void {
    const [oldest] = this.#senders;
    if (!oldest) return;
    const [sid, sender] = oldest;
    sender.cancel?.();
    while (sender.held.size > 0) this.#pass(sender);
    this.#senders.delete(sid);
  }

  /** A session of the user's in which something is missing that others wait for. */
  #incomplete(user: string): Sender | undefined {
    return [...this.#senders.values()].findLast(({ held }) => {
      const [waiting] = held.values();
      return waiting?.user === user;
    });
  }

  #drain(sid: string, sender: Sender): void {
    if (sender.behind) return this.#waitBehind(sid, sender);
    this.#deliverHeld(sender);
    if (sender.held.size > 0 || sender.head >= sender.next) this.#wait(sid, sender);
    else calm(sender);
  }

  #waitBehind(sid: string, sender: Sender): void {
    sender.cancel ??= this.#options.clock.after(allPatience, () => this.#release(sid, sender));
  }

  #release(sid: string, sender: Sender): void {
    sender.behind = false;
    calm(sender);
    this.#drain(sid, sender);
  }

  #deliverHeld(sender: Sender): void {
    for (let message; (message = sender.held.get(sender.next));) {
      sender.held.delete(sender.next);
      sender.next += 1;
      calm(sender);
      this.#options.deliver(message);
    }
    if (sender.held.size > 0) return;
    for (const sid of sender.followers.splice(0)) {
      const follower = this.#senders.get(sid);
      if (follower?.behind) this.#release(sid, follower);
    }
  }

  #wait(sid: string, sender: Sender): void {
    sender.cancel ??= this.#options.clock.after(patience[sender.asked] ?? 0, () => {
      sender.cancel = undefined;
      if (sender.unsure) {
        if (!this.#waitsForAnswers) this.#settle(sender, this.#gapEnd(sender) + 1);
        return this.#drain(sid, sender);
      }
      sender.asked += 1;
      if (sender.asked >= patience.length) this.#skip(sender);
      else this.#options.ask(sid, sender.next, this.#gapEnd(sender));
      this.#drain(sid, sender);
    });
  }

  /** The last number of the gap that starts at `next`. */
  #gapEnd(sender: Sender): number {
    return sender.held.size > 0 ? Math.min(...sender.held.keys()) - 1 : sender.head;
  }

  /** It is said where a sender's part of our time starts. */
  #settle(sender: Sender, from: number): void {
    if (!sender.unsure) return;
    sender.unsure = false;
    if (from <= sender.next) return;
    sender.missed.push([sender.next, from - 1]);
    sender.next = sender.first = from;
  }

  #skip(sender: Sender): void {
    if (sender.unsure) this.#settle(sender, this.#gapEnd(sender) + 1);
    else if (sender.held.size > 0) this.#pass(sender);
    else sender.head = 0; // nobody has it any more, and nothing waits behind it
  }

  /** Gives up the gap, and shows what waits behind it. */
  #pass(sender: Sender): void {
    const end = this.#gapEnd(sender);
    sender.missed.push([sender.next, end]);
    if (sender.missed.length > mostMissed) sender.missed.shift();
    sender.next = end + 1;
    this.#deliverHeld(sender);
  }
}

/** Something came: whatever is missing next gets all the patience again. */
const calm = (sender: Sender): void => {
  sender.cancel?.();
  sender.cancel = undefined;
  sender.asked = 0;
};

/** Takes one number out of the ranges; false where it is in none. */
const takeFrom = (ranges: Sender['missed'], n: number): boolean => {
  const index = ranges.findIndex(([from, upto]) => from <= n && n <= upto);
  const range = ranges[index];
  if (!range) return false;
  const rests: Sender['missed'] = [
    [range[0], n - 1],
    [n + 1, range[1]],
  ];
  ranges.splice(index, 1, ...rests.filter(([from, upto]) => from <= upto));
  return true;
};
