import type { RtpPacket } from 'werift';
import { beginsKeyframe } from './media/vp8.js';
import type { Leg } from './leg.js';

/** What one leg is shown. */
interface View {
  current: Leg | undefined;
  /** Whom to show from its next whole picture on. */
  next: Leg | undefined;
  askedAt: number;
  since: number;
}

/** What a stage needs to know of its room. */
export interface StageRoom {
  readonly legs: readonly Leg[];
  readonly layout: string;
  /** Whether a leg may be shown another one. */
  sees(viewer: Leg, source: Leg): boolean;
  /** Somebody is shown another picture than before. */
  changed(viewer: Leg): void;
}

/** The layouts a room offers: who talks, everybody in turn, and whoever is shown already. */
export const layouts = ['highlight-1-responsive', 'grid-responsive', 'full-screen'] as const;

const askEvery = 300; // ms; browsers make no whole pictures more often
const leastShown = 1_500; // ms, so that two who talk at once don't flicker

/**
 * The pictures of a room. Nothing here can put several into one, so each leg gets one at a time,
 * switched at its source's next whole picture.
 */
export class Stage {
  readonly #room: StageRoom;
  readonly #turn: number;
  readonly #views = new Map<Leg, View>();

  /** @param turn how long one is shown before the next one's turn, ms */
  constructor(room: StageRoom, turn: number) {
    this.#room = room;
    this.#turn = turn;
  }

  /** Whom a leg is shown. */
  shownTo(viewer: Leg): Leg | undefined {
    return this.#views.get(viewer)?.current;
  }

  /** Takes in a packet of somebody's picture, and hands it to those who see them. */
  take(source: Leg, packet: RtpPacket): void {
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
  refresh(viewer: Leg): void {
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

  leave(leg: Leg): void {
    this.#views.delete(leg);
    for (const [viewer, view] of this.#views) {
      if (view.next === leg) view.next = undefined;
      if (view.current !== leg) continue;
      view.current = undefined;
      this.#room.changed(viewer);
    }
  }

  /** Before its way is open, a viewer would miss the whole picture that everything else builds on. */
  get #viewers(): Leg[] {
    return this.#room.legs.filter(({ parent, peer }) => !parent && peer.connected);
  }

  #choose(viewer: Leg, view: View): Leg | undefined {
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

  #switch(viewer: Leg, view: View): void {
    view.current = view.next;
    view.next = undefined;
    view.since = Date.now();
    this.#room.changed(viewer);
  }

  #ask(view: View): void {
    const now = Date.now();
    if (now - view.askedAt < askEvery) return;
    view.askedAt = now;
    view.next?.peer.requestKeyframe();
  }

  #view(viewer: Leg): View {
    const known = this.#views.get(viewer);
    if (known) return known;
    const view = { current: undefined, next: undefined, askedAt: -Infinity, since: 0 };
    this.#views.set(viewer, view);
    return view;
  }
}
