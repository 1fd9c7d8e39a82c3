import { randomUUID } from 'node:crypto';
import type { Cause } from './causes.js';
import type { Fields } from './json-rpc.js';
import type { Leg } from './leg.js';
import { nodeId } from './line.js';
import { mix } from './media/mix.js';
import { everyFrame } from './media/pace.js';
import { memberFields } from './member.js';
import type { Member } from './member.js';
import { layouts, Stage } from './stage.js';

/** What sets one room apart from another. */
export interface RoomOptions {
  readonly name: string;
  /** Everybody hears and sees themselves, and nobody else. */
  readonly echo?: boolean;
  /** A call of two: when one goes, so does the other. */
  readonly pair?: boolean;
  /** What its members may do, in SignalWire's words. */
  readonly capabilities: readonly string[];
  /** Somebody in it who is no client. */
  readonly host?: Host;
  /** How long one is shown before the next one's turn, ms. */
  readonly turn: number;
}

/** A member made of code. */
export interface Host extends Member {
  /** Somebody has come in. */
  greet(leg: Leg): void;
  /** Somebody has begun or stopped to talk. */
  heard(leg: Leg): void;
  digits(leg: Leg, digits: string): void;
}

const lookAround = 10; // frames between two looks at who should be seen

/** People who are in one call. */
export class Room {
  readonly id = randomUUID();
  readonly sessionId = randomUUID();
  readonly name: string;
  readonly stage: Stage<Leg>;
  readonly legs: Leg[] = [];
  layout: string = layouts[0];
  locked = false;
  readonly #options: RoomOptions;
  readonly #onEmpty: () => void;
  #stop: (() => void) | undefined;
  #frames = 0;

  constructor(options: RoomOptions, onEmpty: () => void) {
    this.name = options.name;
    this.#options = options;
    this.#onEmpty = onEmpty;
    this.stage = new Stage(this, options.turn);
  }

  get host(): Host | undefined {
    return this.#options.host;
  }

  get layouts(): readonly string[] {
    return this.#options.capabilities.includes('layout') ? layouts : [];
  }

  /** Lets a leg in that has been answered. */
  join(leg: Leg): void {
    if (leg.closed) return;
    const others = [...this.legs];
    this.legs.push(leg);
    leg.room = this;
    for (const other of others) {
      if (!other.parent)
        other.line.event('member.joined', { member: this.#fields(leg), ...this.#ids });
    }
    this.#stop ??= everyFrame(() => this.#frame());
    if (leg.parent) return;
    this.welcome(leg);
    this.host?.greet(leg);
  }

  /** Tells a leg where it is; again when it comes back from another page. */
  welcome(leg: Leg): void {
    leg.tellState('answered');
    leg.line.event('call.joined', {
      ...this.#ids,
      room_session: this.#session,
      call_id: leg.callId,
      member_id: leg.id,
      node_id: nodeId,
      origin_call_id: leg.callId,
      capabilities: this.#options.capabilities,
    });
    this.changed(leg);
  }

  leave(leg: Leg): void {
    const at = this.legs.indexOf(leg);
    if (at < 0) return;
    this.legs.splice(at, 1);
    leg.room = undefined;
    this.stage.leave(leg);
    for (const own of this.legs.filter(({ parent }) => parent === leg))
      own.hangUp('NORMAL_CLEARING');
    this.#tellAll('member.left', { member: this.#fields(leg), reason: 'left' });
    if (this.#options.pair && !leg.parent) this.end('NORMAL_CLEARING');
    if (this.legs.length > 0) return;
    this.#stop?.();
    this.#stop = undefined;
    this.#onEmpty();
  }

  /** Hangs up on everybody. */
  end(cause: Cause): void {
    for (const leg of [...this.legs]) leg.hangUp(cause);
  }

  member(id: string): Leg | undefined {
    return this.legs.find((leg) => leg.id === id);
  }

  /** Tells everybody that something about a member is different. */
  update(leg: Leg, ...updated: string[]): void {
    this.#tellAll('member.updated', { member: { ...this.#fields(leg), updated } });
  }

  tellTalking(leg: Leg): void {
    const member = { member_id: leg.id, talking: leg.talking, node_id: nodeId };
    this.#tellAll('member.talking', { member });
    this.host?.heard(leg);
  }

  lock(locked: boolean): void {
    this.locked = locked;
    this.#tellAll('call.updated', { room_session: this.#session });
  }

  useLayout(layout: string): void {
    this.layout = layout;
    for (const leg of this.legs) this.changed(leg);
  }

  /** Tells a leg whom it is shown. */
  changed(viewer: Leg): void {
    if (viewer.parent || viewer.closed) return;
    const seen = this.stage.shownTo(viewer);
    const whole = { x: 0, y: 0, width: 100, height: 100 };
    const layer = seen && {
      ...whole,
      layer_index: 0,
      z_index: 0,
      member_id: seen.id,
      playing_file: false,
      position: 'standard-1',
      reservation: '',
      visible: true,
    };
    const layout = { id: this.layout, name: this.layout, layers: layer ? [layer] : [] };
    viewer.line.event('layout.changed', { ...this.#ids, layout });
  }

  sees(viewer: Leg, source: Leg): boolean {
    const owner = source.parent ?? source;
    return this.#options.echo ? owner === viewer : owner !== viewer;
  }

  get #ids(): Fields {
    return { room_id: this.id, room_session_id: this.sessionId };
  }

  get #session(): Fields {
    return {
      ...this.#ids,
      event_channel: `room.${this.sessionId}`,
      name: this.name,
      display_name: this.name,
      layout_name: this.layout,
      recording: false,
      streaming: false,
      prioritize_handraise: false,
      hide_video_muted: false,
      locked: this.locked,
      meta: {},
      members: this.#members.map((member) => this.#fields(member)),
      recordings: [],
      streams: [],
      playbacks: [],
    };
  }

  get #members(): Member[] {
    return [...this.legs, ...(this.host ? [this.host] : [])];
  }

  #fields(member: Member): Fields {
    return memberFields(member, this.#ids, nodeId);
  }

  #tellAll(type: string, params: Fields): void {
    for (const leg of this.legs) {
      if (!leg.parent) leg.line.event(type, { ...params, ...this.#ids });
    }
  }

  #frame(): void {
    const said = this.#members.map((member) => ({ member, samples: member.pull() }));
    for (const leg of this.legs) {
      const heard = said.filter(({ member }) =>
        this.#options.echo ? member === leg : member !== leg,
      );
      leg.play(mix(heard.map(({ samples }) => samples)));
    }
    this.#frames += 1;
    if (this.#frames % lookAround === 0) this.stage.direct();
  }
}
