import type { CallText } from '../../core/call/call-state.js';
import type { Signal } from './signals.js';

/** Who can write in a call. */
export interface Writers {
  /** Our own addresses. */
  readonly own: readonly string[];
  readonly ownName: string;
  /** The address that was called, or that calls. */
  readonly peer: { readonly id: string; readonly name: string; readonly room: boolean } | undefined;
}

/** How many are kept: a long call must not fill the memory. */
const kept = 200;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * Reads the texts of a conversation from the service's events. Those of other conversations of the
 * same user arrive as well, and do not belong here.
 */
export class Texts {
  readonly #writers: () => Writers;
  readonly #now: () => number;
  #group: string | undefined;
  #texts: readonly CallText[] = [];

  constructor(writers: () => Writers, now: () => number) {
    this.#writers = writers;
    this.#now = now;
  }

  /** The texts after an event, or undefined where it changes nothing. */
  read({ event_type, params }: Signal): readonly CallText[] | undefined {
    if (event_type !== 'conversation.message' || params['subtype'] !== 'chat') return undefined;
    const { own, ownName, peer } = this.#writers();
    const id = textOf(params['id']);
    const text = textOf(params['text']);
    const writer = textOf(params['from_fabric_address_id']);
    const group = textOf(params['group_id']);
    const ours = own.includes(writer);
    const theirs = writer === peer?.id;
    if (!text || this.#texts.some((known) => known.id === id)) return undefined;
    if (this.#group === undefined ? !(ours || theirs || peer?.room) : this.#group !== group) {
      return undefined;
    }
    if (group && (ours || theirs)) this.#group = group;
    const from = ours ? ownName : textOf(params['user_name']) || (theirs ? peer.name : '');
    const one: CallText = { id, from, text, own: ours, at: this.#now() };
    this.#texts = [...this.#texts, one].slice(-kept);
    return this.#texts;
  }
}
