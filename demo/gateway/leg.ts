import { randomUUID } from 'node:crypto';
import type { RtpPacket } from 'werift';
import { causes } from './causes.js';
import type { Cause } from './causes.js';
import { userAddress } from './directory.js';
import type { Fields } from './json-rpc.js';
import { nodeId } from './line.js';
import type { Line } from './line.js';
import { Loudness } from './media/loudness.js';
import { Peer } from './media/peer.js';
import { Voice } from './media/voice.js';
import type { Member } from './member.js';
import type { Room } from './room.js';

/** How a leg came to be. */
export interface LegOptions {
  readonly callId?: string;
  readonly direction: 'inbound' | 'outbound';
  readonly destination: string;
  /** Of a shared screen or a further device: the leg of the call it belongs to. */
  readonly parent?: Leg;
  readonly type?: Member['type'];
  readonly video: boolean;
  /** What the page tells with its call. */
  readonly variables?: Fields;
}

/** How a leg ended. */
export interface LegEnd {
  /** A {@link Cause}, or whatever else the client gave as one. */
  readonly cause: string;
  /** Whether the client hung up, or was never heard of again. */
  readonly byClient: boolean;
}

/** One client's end of one call: what is said about it on its line, and its media. */
export class Leg implements Member {
  readonly id = randomUUID();
  readonly callId: string;
  readonly direction: 'inbound' | 'outbound';
  readonly destination: string;
  readonly parent: Leg | undefined;
  readonly type: Member['type'];
  /** Whether a picture is offered or wanted. */
  readonly video: boolean;
  /** What the page has told with its call. */
  readonly variables: Fields;
  /** Settles when it is over. */
  readonly ended: Promise<LegEnd>;
  readonly muted = { audio: false, video: false };
  deaf = false;
  handRaised = false;
  room: Room | undefined;
  readonly #loudness = new Loudness();
  #line: Line;
  #peer: Peer;
  #voice: Voice | undefined;
  #closed = false;
  #lastVideoAt = -Infinity;
  #held = false;
  #digits = '';
  #end: (end: LegEnd) => void = () => undefined;

  constructor(line: Line, options: LegOptions) {
    this.callId = options.callId ?? randomUUID();
    this.direction = options.direction;
    this.destination = options.destination;
    this.parent = options.parent;
    this.type = options.type ?? 'member';
    this.video = options.video;
    this.variables = options.variables ?? {};
    this.#line = line;
    this.#peer = this.#newPeer();
    this.ended = new Promise((resolve) => (this.#end = resolve));
    line.legs.add(this);
  }

  get line(): Line {
    return this.#line;
  }

  get peer(): Peer {
    return this.#peer;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get name(): string {
    const own = this.line.user.name ?? this.line.user.id;
    return this.type === 'screen' ? `${own} (screen)` : own;
  }

  get parentId(): string | undefined {
    return this.parent?.id;
  }

  get userId(): string {
    return this.line.user.id;
  }

  get addressId(): string {
    return userAddress(this.line.user).id;
  }

  get talking(): boolean {
    return this.#loudness.talking;
  }

  get held(): boolean {
    return this.#held;
  }

  /** Every digit that was pressed. */
  get digits(): string {
    return this.#digits;
  }

  /** Whether there is a picture of it at the moment. */
  get shown(): boolean {
    return !this.muted.video && !this.#held && Date.now() - this.#lastVideoAt < 1_000;
  }

  /** Takes the client's offer and tells it our answer. */
  async answer(sdp: string): Promise<void> {
    const own = await this.update(sdp);
    await this.#startVoice();
    if (!this.#closed) this.line.verto('verto.answer', { callID: this.callId, sdp: own });
  }

  /** Takes an offer of the client and gives back our answer. */
  update(sdp: string): Promise<string> {
    return this.#peer.answer(sdp);
  }

  /** Makes an offer of our own. */
  async offer(): Promise<string> {
    const sdp = await this.#peer.offer(this.video);
    await this.#startVoice();
    return sdp;
  }

  /** Goes on from another page: with its line and its media. */
  async reattach(line: Line, sdp: string): Promise<void> {
    this.#line.legs.delete(this);
    this.#line = line;
    line.legs.add(this);
    const old = this.#peer;
    this.#peer = this.#newPeer();
    await old.close();
    await this.answer(sdp);
  }

  pull(): Float32Array | undefined {
    const samples = this.#voice?.pull();
    const heard = this.muted.audio || this.#held ? undefined : samples;
    if (this.#loudness.hear(heard, Date.now())) this.room?.tellTalking(this);
    return heard;
  }

  hold(held: boolean): void {
    this.#held = held;
    this.room?.update(this, 'on_hold');
  }

  press(digits: string): void {
    this.#digits += digits;
    if (digits !== '') this.room?.host?.digits(this, digits);
  }

  /** Lets the client hear 20 ms. */
  play(samples: Float32Array | undefined): void {
    const heard = this.deaf || this.#held ? undefined : samples;
    const payload = this.#voice?.encode(heard);
    if (payload) this.#peer.sendAudio(payload);
  }

  /** Lets the client see a packet of somebody's picture. */
  show(source: Leg, packet: RtpPacket): void {
    if (!this.#held) this.#peer.sendVideo(source, packet);
  }

  tellState(state: 'created' | 'ringing' | 'answered' | 'ended'): void {
    this.line.event('call.state', {
      call_id: this.callId,
      node_id: nodeId,
      segment_id: this.callId,
      call_state: state,
      direction: this.direction,
      device: { type: 'webrtc', params: { from: this.userId, to: this.destination } },
      start_time: Date.now(),
      room_session_id: this.room?.sessionId ?? '',
    });
  }

  /** Ends it and tells the client. */
  hangUp(cause: Cause): void {
    if (this.#closed) return;
    // A bye for a leg that brings a screen would end the whole call at the client.
    if (!this.parent) {
      const { callId: callID } = this;
      this.line.verto('verto.bye', { callID, cause, causeCode: causes[cause] });
    }
    this.close({ cause, byClient: false });
  }

  /** Frees everything; the client knows already. */
  close(end: LegEnd): void {
    if (this.#closed) return;
    this.#closed = true;
    this.room?.leave(this);
    this.line.legs.delete(this);
    this.#voice?.free();
    // Nothing is left to be done with a connection that does not close well.
    this.#peer.close().catch(() => undefined);
    this.#end(end);
  }

  async #startVoice(): Promise<void> {
    if (this.parent || this.#voice) return;
    const voice = await Voice.create();
    if (this.#closed) voice.free();
    else this.#voice = voice;
  }

  #newPeer(): Peer {
    const events = {
      audio: ({ payload }: RtpPacket) => this.#voice?.push(payload),
      video: (packet: RtpPacket) => {
        this.#lastVideoAt = Date.now();
        if (!this.muted.video && !this.#held) this.room?.stage.take(this, packet);
      },
      pictureLost: () => this.room?.stage.refresh(this),
    };
    return new Peer(events, { sends: !this.parent });
  }
}
