import type { RtpPacket } from 'werift';
import { beginsKeyframe } from './media/vp8.js';
import type { Member } from './member.js';

/** Somebody whose picture can be shown, and who can be shown one. */
export interface OnStage<L> {
  /** Of a screen or a device: whose it is. */
  readonly parent: L | undefined;
  readonly type: Member['type'];
  readonly shown: boolean;
  readonly talking: boolean;
  readonly peer: { readonly connected: boolean; requestKeyframe(): void };
  /** Lets the client see a packet of somebody's picture. */
  show(source: L, packet: RtpPacket): void;
}

/** What one leg is shown. */
interface View<L> {
  current: L | undefined;
  /** Whom to show from its next whole picture on. */
  next: L | undefined;
  askedAt: number;
  since: number;
}

/** What a stage needs to know of its room. */
export interface StageRoom<L> {
  readonly legs: readonly L[];
  readonly layout: string;
  /** Whether a leg may be shown another one. */
  sees(viewer: L, source: L): boolean;
  /** Somebody is shown another picture than before. */
  changed(viewer: L): void;
}

/** The layouts a room offers: who talks, everybody in turn, and whoever is shown already. */
export const layouts = ['highlight-1-responsive', 'grid-responsive', 'full-screen'] as const;

const askEvery = 300; // ms; browsers make no whole pictures more often
const leastShown = 1_500; // ms, so that two who talk at once don't flicker

/**
 * The pictures of a room. Nothing here can put several into one, so each leg gets one at a time,
 * switched at its source's next whole picture.
 */
export class Stage<L extends OnStage<L>> {
  readonly #room: StageRoom<L>;
  readonly #turn: number;
  readonly #views = new Map<L, View<L>>();

  /** @param turn how long one is shown before the next one's turn, ms */
  constructor(room: StageRoom<L>, turn: number) {
    this.#room = room;
    this.#turn = turn;
  }

  /** Whom a leg is shown. */
  shownTo(viewer: L): L | undefined {
    return this.#views.get(viewer)?.current;
  }

  /** Takes in a packet of somebody's picture, and hands it to those who see them. */
  take(source: L, packet: RtpPacket): void {
    const whole = beginsKeyframe(packet.payload);
    for (const viewer of this.#viewers) {
      const view = this.#view(viewer);
      // Who sees nothing yet need not wait for the next look around.
      if (!view.current && !view.next && this.#room.sees(viewer, source)) view.next = source;
      if (view.next === source && whole) this.#switch(viewer, view);
      else if (view.next === source) this.#ask(view);
      if (view.current === source) viewer.show(source, packet);
    }
  }

  /** A leg has lost its picture. */
  refresh(viewer: L): void {
    this.#views.get(viewer)?.current?.peer.requestKeyframe();
  }

  /** Looks whom each leg should be shown now. */
  direct(): void {
    for (const viewer of this.#viewers) {
      const view = this.#view(viewer);
      const wanted = this.#choose(viewer, view);
      view.next = wanted === view.current ? undefined : wanted;
      if (view.next) this.#ask(view);
      if (!wanted && view.current) {
        view.current = undefined;
        this.#room.changed(viewer);
      }
    }
  }

  leave(leg: L): void {
    this.#views.delete(leg);
    for (const [viewer, view] of this.#views) {
      if (view.next === leg) view.next = undefined;
      if (view.current !== leg) continue;
      view.current = undefined;
      this.#room.changed(viewer);
    }
  }

  /** Before its way is open, a viewer would miss the whole picture that everything else builds on. */
  get #viewers(): L[] {
    return this.#room.legs.filter(({ parent, peer }) => !parent && peer.connected);
  }

  #choose(viewer: L, view: View<L>): L | undefined {
    const seen = this.#room.legs.filter((leg) => leg.shown && this.#room.sees(viewer, leg));
    const screen = seen.findLast(({ type }) => type === 'screen');
    if (screen) return screen;
    const at = view.current ? seen.indexOf(view.current) : -1;
    if (at < 0) return seen[0];
    const shownFor = Date.now() - view.since;
    const turn = shownFor < this.#turn ? seen[at] : seen[(at + 1) % seen.length];
    if (this.#room.layout === 'full-screen') return seen[at];
    if (this.#room.layout === 'grid-responsive') return turn;
    if (seen[at]?.talking || shownFor < leastShown) return seen[at];
    return seen.find(({ talking }) => talking) ?? turn;
  }

  #switch(viewer: L, view: View<L>): void {
    view.current = view.next;
    view.next = undefined;
    view.since = Date.now();
    this.#room.changed(viewer);
  }

  #ask(view: View<L>): void {
    const now = Date.now();
    if (now - view.askedAt < askEvery) return;
    view.askedAt = now;
    view.next?.peer.requestKeyframe();
  }

  #view(viewer: L): View<L> {
    const known = this.#views.get(viewer);
    if (known) return known;
    const view: View<L> = { current: undefined, next: undefined, askedAt: -Infinity, since: 0 };
    this.#views.set(viewer, view);
    return view;
  }
}
