import { randomUUID } from 'node:crypto';
import type { RtpPacket } from 'werift';
import type { Fields } from '../../json-rpc.js';
import { Loudness } from '../../media/loudness.js';
import { Peer } from '../../media/peer.js';
import { Voice } from '../../media/voice.js';
import type { Member } from '../../member.js';
import type { OnStage } from '../../stage.js';
import type { VideoClaims } from '../claims.js';
import type { V3Session } from '../session.js';
import { audioFirst, identityOf } from './sdp.js';
import type { VideoRoom } from './video-room.js';

/** How a member comes in. */
export interface VideoMemberOptions {
  readonly callId: string;
  readonly type: Member['type'];
  readonly claims: VideoClaims;
  /** Of a screen or a device: whose it is. */
  readonly parent: VideoMember | undefined;
}

/** One call into a room: a person, a screen, or somebody who only watches. */
export class VideoMember implements OnStage<VideoMember> {
  readonly id = randomUUID();
  readonly callId: string;
  readonly type: Member['type'];
  readonly parent: VideoMember | undefined;
  /** Whether it only watches: then the others are not told of it. */
  readonly audience: boolean;
  readonly name: string;
  readonly room: VideoRoom;
  readonly muted = { audio: false, video: false };
  /** What else the others are told, in the service's words. */
  readonly told: Record<string, unknown> = {
    deaf: false,
    handraised: false,
    visible: true,
    input_volume: 0,
    output_volume: 0,
    input_sensitivity: 44,
    meta: {},
  };
  session: V3Session;
  digits = '';
  #held = false;
  #peer: Peer;
  #voice: Voice | undefined;
  #identity: string | undefined;
  #lastVideoAt = -Infinity;
  #closed = false;
  readonly #loudness = new Loudness();

  constructor(room: VideoRoom, session: V3Session, options: VideoMemberOptions) {
    const { claims, type } = options;
    this.room = room;
    this.session = session;
    this.callId = options.callId;
    this.type = type;
    this.parent = options.parent;
    this.audience = claims.ja === 'audience';
    this.muted.audio = type === 'member' && claims.jam === true;
    this.name = type === 'member' ? claims.u : `${claims.u} (${type})`;
    this.#peer = this.#newPeer();
  }

  get peer(): Peer {
    return this.#peer;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get talking(): boolean {
    return this.#loudness.talking;
  }

  get held(): boolean {
    return this.#held;
  }

  /** Whether there is a picture of it at the moment. */
  get shown(): boolean {
    return !this.muted.video && !this.#held && Date.now() - this.#lastVideoAt < 1_000;
  }

  /** As the others are told of it. */
  get fields(): Fields {
    return {
      id: this.id,
      ...this.room.ids,
      name: this.name,
      type: this.type,
      ...(this.parent && { parent_id: this.parent.id }),
      audio_muted: this.muted.audio,
      video_muted: this.muted.video,
      ...this.told,
      requested_position: 'auto',
      current_position: 'auto',
    };
  }

  /** Takes an offer, the first or a later one, and gives back the answer. */
  async answer(sdp: string): Promise<string> {
    const identity = identityOf(sdp);
    // Another page goes on with the call: what was agreed on with the one before is of no use to it.
    if (this.#identity !== undefined && this.#identity !== identity) {
      await this.#peer.close();
      this.#peer = this.#newPeer();
    }
    this.#identity = identity;
    const own = await this.#peer.answer(sdp);
    if (!this.parent) this.#voice ??= await this.#newVoice();
    return audioFirst(own);
  }

  /** The next 20 ms of what it says. */
  pull(): Float32Array | undefined {
    const samples = this.#voice?.pull();
    const heard = this.muted.audio || this.#held || this.audience ? undefined : samples;
    if (this.#loudness.hear(heard, Date.now())) this.room.tellTalking(this);
    return heard;
  }

  hold(held: boolean): void {
    this.#held = held;
  }

  /** Lets it hear 20 ms. */
  play(samples: Float32Array | undefined): void {
    const heard = this.told['deaf'] === true || this.#held ? undefined : samples;
    const payload = this.#voice?.encode(heard);
    if (payload) this.#peer.sendAudio(payload);
  }

  show(source: VideoMember, packet: RtpPacket): void {
    if (!this.#held) this.#peer.sendVideo(source, packet);
  }

  /** Frees everything; telling of it is up to the room. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#voice?.free();
    // Nothing is left to be done with a connection that does not close well.
    this.#peer.close().catch(() => undefined);
  }

  async #newVoice(): Promise<Voice> {
    const voice = await Voice.create();
    if (this.#closed) voice.free();
    return voice;
  }

  #newPeer(): Peer {
    const events = {
      audio: ({ payload }: RtpPacket) => this.#voice?.push(payload),
      video: (packet: RtpPacket) => {
        if (this.audience) return;
        this.#lastVideoAt = Date.now();
        if (!this.muted.video && !this.#held) this.room.stage.take(this, packet);
      },
      pictureLost: () => this.room.stage.refresh(this),
    };
    return new Peer(events, { sends: !this.parent });
  }
}
