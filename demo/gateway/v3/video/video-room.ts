import { randomUUID } from 'node:crypto';
import type { Fields } from '../../json-rpc.js';
import { nodeId } from '../../line.js';
import { mix } from '../../media/mix.js';
import { everyFrame } from '../../media/pace.js';
import { layouts, Stage } from '../../stage.js';
import { Jobs } from './jobs.js';
import type { VideoMember } from './video-member.js';

const lookAround = 10; // frames between two looks at who should be seen

/** Why the service ends a call: the name and number of FreeSWITCH. */
const cleared = { cause: 'NORMAL_CLEARING', causeCode: 16 };

/** A video room, from the first one who comes in to the last who leaves. */
export class VideoRoom {
  readonly id = randomUUID();
  readonly sessionId = randomUUID();
  readonly name: string;
  readonly stage: Stage<VideoMember>;
  /** Everybody's calls, screens and those who only watch among them. */
  readonly legs: VideoMember[] = [];
  readonly jobs = new Jobs(this);
  layout: string = layouts[0];
  locked = false;
  hidesMuted = false;
  handsFirst = false;
  meta: Fields = {};
  readonly #onEmpty: () => void;
  #stop: (() => void) | undefined;
  #frames = 0;

  /** @param turn how long one is shown before the next one's turn, ms */
  constructor(name: string, turn: number, onEmpty: () => void) {
    this.name = name;
    this.#onEmpty = onEmpty;
    this.stage = new Stage(this, turn);
  }

  get ids(): Fields {
    return { room_id: this.id, room_session_id: this.sessionId };
  }

  /** Those whom everybody is told of. */
  get members(): VideoMember[] {
    return this.legs.filter(({ audience }) => !audience);
  }

  /** The whole of it, as who comes in is told. */
  get fields(): Fields {
    return {
      id: this.sessionId,
      ...this.ids,
      event_channel: `room.${this.sessionId}`,
      name: this.name,
      display_name: this.name,
      layout_name: this.layout,
      recording: this.jobs.running('recording'),
      streaming: this.jobs.running('stream'),
      locked: this.locked,
      hide_video_muted: this.hidesMuted,
      prioritize_handraise: this.handsFirst,
      meta: this.meta,
      recordings: this.jobs.list('recording'),
      playbacks: this.jobs.list('playback'),
      streams: this.jobs.list('stream'),
      members: this.members.map(({ fields }) => fields),
    };
  }

  /** Lets somebody in. */
  enter(member: VideoMember): void {
    this.legs.push(member);
    this.#stop ??= everyFrame(() => this.#frame());
  }

  /** Says to who has come in, or back, where they are; and to the others who has come. */
  welcome(member: VideoMember, isNew: boolean): void {
    if (member.type === 'member') {
      member.session.event('video.room.subscribed', {
        call_id: member.callId,
        member_id: member.id,
        ...this.ids,
        room: this.fields,
        room_session: this.fields,
      });
    }
    if (isNew && !member.audience) this.tell('video.member.joined', { member: member.fields });
    if (isNew && member.audience) this.#tellAudience();
    this.changed(member);
  }

  /** Somebody has gone. */
  leave(member: VideoMember): void {
    const at = this.legs.indexOf(member);
    if (at < 0) return;
    this.legs.splice(at, 1);
    member.close();
    this.stage.leave(member);
    for (const own of this.legs.filter(({ parent }) => parent === member)) this.leave(own);
    if (member.audience) this.#tellAudience();
    else this.tell('video.member.left', { member: member.fields });
    if (this.legs.length > 0) return;
    this.#stop?.();
    this.#stop = undefined;
    this.jobs.close();
    this.#onEmpty();
  }

  /** Puts somebody out. */
  remove(member: VideoMember): void {
    this.verto(member, 'verto.bye', cleared);
    this.leave(member);
  }

  find(id: string): VideoMember | undefined {
    return this.members.find((member) => member.id === id);
  }

  /** Changes something about a member, and tells everybody. */
  update(member: VideoMember, patch: Fields): void {
    const { audio_muted: audio, video_muted: video, ...rest } = patch;
    if (typeof audio === 'boolean') member.muted.audio = audio;
    if (typeof video === 'boolean') member.muted.video = video;
    Object.assign(member.told, rest);
    const updated = Object.keys(patch);
    this.tell('video.member.updated', {
      member: { id: member.id, type: member.type, ...this.ids, updated, ...patch },
    });
  }

  /** Tells everybody that something about the room is different. */
  updated(...updated: string[]): void {
    const session = { ...this.fields, updated };
    this.tell('video.room.updated', { room: session, room_session: session });
    if (updated.includes('layout_name')) for (const leg of this.legs) this.changed(leg);
  }

  tellTalking(member: VideoMember): void {
    const { id, talking } = member;
    this.tell('video.member.talking', { member: { id, ...this.ids, talking } });
  }

  /** Tells everybody of something. */
  tell(type: string, params: Fields): void {
    for (const leg of this.legs) {
      if (leg.type === 'member') leg.session.event(type, { ...params, ...this.ids });
    }
  }

  /** Sends a message about one call. */
  verto(member: VideoMember, method: string, params: Fields): void {
    const message = { jsonrpc: '2.0', id: randomUUID(), method };
    member.session.event(
      'webrtc.message',
      { ...message, params: { callID: member.callId, ...params } },
      { node_id: nodeId },
    );
  }

  sees(viewer: VideoMember, source: VideoMember): boolean {
    const others = this.members.some(({ type, id }) => type === 'member' && id !== viewer.id);
    // Alone one sees oneself, as in the picture that the service makes of all.
    return (source.parent ?? source) !== viewer || (!others && source === viewer);
  }

  changed(viewer: VideoMember): void {
    if (viewer.type !== 'member' || viewer.closed) return;
    const seen = this.stage.shownTo(viewer);
    const layer = seen && {
      ...{ x: 0, y: 0, width: 100, height: 100, layer_index: 0, z_index: 0 },
      member_id: seen.id,
      playing_file: false,
      position: 'standard-1',
      reservation: '',
      visible: true,
    };
    const layout = {
      id: this.layout,
      name: this.layout,
      ...this.ids,
      layers: layer ? [layer] : [],
    };
    viewer.session.event('video.layout.changed', { ...this.ids, layout });
  }

  #tellAudience(): void {
    this.tell('video.room.audience_count', { total: this.legs.length - this.members.length });
  }

  #frame(): void {
    const said = this.legs.map((member) => ({ member, samples: member.pull() }));
    for (const leg of this.legs) {
      const heard = said.filter(({ member }) => member !== leg);
      if (!leg.parent) leg.play(mix(heard.map(({ samples }) => samples)));
    }
    this.#frames += 1;
    if (this.#frames % lookAround === 0) this.stage.direct();
  }
}
