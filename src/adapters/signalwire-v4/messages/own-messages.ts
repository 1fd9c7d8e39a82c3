import type { WireMessage } from '../../../protocol/chat-message.js';

/** A message as the service has it. */
export interface Kept {
  readonly id: string;
  readonly group: string;
  readonly text: string;
  /** By the service's clock, ms since the epoch. */
  readonly at: number;
}

/** One of ours on its way to the service. */
export interface Sent {
  readonly wire: WireMessage;
  readonly group: string;
  /** The newest there was in the conversation when it was first tried. */
  readonly after: Kept | undefined;
  /** The service was asked to take it, and has not refused. */
  tried: boolean;
  /** The service's id, once it is known. */
  id: string | undefined;
}

/** Of so many, the service's ids are known. */
const most = 2_000;
const mostWaiting = 200;

const same = (one: string, other: string): boolean => one.trim() === other.trim();

/**
 * What we have said. Only the text goes over the wire, so our own is known again, when the service
 * sends it back or keeps it, by its text and by when it can have been said; each for one only.
 */
export class OwnMessages {
  readonly #known = new Map<string, Sent>();
  #waiting: Sent[] = [];
  readonly #newest = new Map<string, Kept>();

  /** A message that is about to be sent; the same again where it was tried before. */
  begin(wire: WireMessage, group: string): Sent {
    const tried = [...this.#waiting, ...this.#known.values()];
    const before = tried.find((one) => one.wire.id === wire.id && one.group === group);
    if (before) return before;
    const after = this.#newest.get(group);
    const sent: Sent = { wire, group, after, tried: false, id: undefined };
    this.#waiting = [...this.#waiting, sent].slice(-mostWaiting);
    return sent;
  }

  /** The service has refused it, and may be asked for it anew. */
  drop(sent: Sent): void {
    this.#waiting = this.#waiting.filter((one) => one !== sent);
  }

  /** The service says which of its messages this is. */
  named(sent: Sent, id: string): void {
    // Another with the same text has been taken for it: then this is that other.
    const free = [sent, ...this.#waiting].find((one) => one.id === undefined && isFor(one, sent));
    if (free && !this.#known.has(id)) this.#claim(free, id);
  }

  /** What we have sent it as; undefined for what is not of this page's. */
  find(kept: Kept): WireMessage | undefined {
    const known = this.#known.get(kept.id);
    if (known) return known.wire;
    const found = this.#waiting.find(
      (one) =>
        one.tried &&
        one.group === kept.group &&
        same(one.wire.text, kept.text) &&
        (!one.after || (kept.at >= one.after.at && kept.id !== one.after.id)),
    );
    if (found) this.#claim(found, kept.id);
    return found?.wire;
  }

  /** It is in a conversation: what is tried from now on comes after it. */
  seen(kept: Kept): void {
    const newest = this.#newest.get(kept.group);
    if (!newest || kept.at >= newest.at) this.#newest.set(kept.group, kept);
  }

  #claim(sent: Sent, id: string): void {
    sent.id = id;
    this.drop(sent);
    this.#known.set(id, sent);
    if (this.#known.size <= most) return;
    for (const oldest of this.#known.keys()) return void this.#known.delete(oldest);
  }
}

const isFor = (one: Sent, other: Sent): boolean =>
  one.group === other.group && same(one.wire.text, other.wire.text);
