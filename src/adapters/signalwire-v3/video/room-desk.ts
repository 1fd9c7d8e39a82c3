import type { RoomControls } from '../../../core/call/call-provider.js';
import type { MediaKind, RoomJob, RoomState } from '../../../core/call/call-state.js';
import { CallError } from '../../../protocol/call-error.js';
import { roomAbilitiesOf } from './permissions.js';
import type { SdkAuthorization, SdkJob, SdkRoom, SdkRoomFields } from './sdk-types.js';

type JobKind = 'recording' | 'stream' | 'playback';

export interface RoomDeskOptions {
  authorization(): SdkAuthorization;
  changed(state: RoomState): void;
  /** Asks the service for something; with the room's own id. @throws CallError */
  ask(method: string, params?: object): Promise<unknown>;
}

const jobOf = (job: SdkJob | undefined): RoomJob =>
  !job || job.state === 'completed' ? 'off' : job.state === 'paused' ? 'paused' : 'on';

/** What there is to know and to do about a room, besides its members. */
export class RoomDesk implements RoomControls {
  readonly #options: RoomDeskOptions;
  /** What runs, by its kind. */
  readonly #jobs: Record<JobKind, SdkJob | undefined> = {
    recording: undefined,
    stream: undefined,
    playback: undefined,
  };
  #fields: SdkRoomFields = {};
  #watching = 0;

  constructor(room: SdkRoom, options: RoomDeskOptions) {
    this.#options = options;
    room.on('room.updated', ({ room_session: session, room: fields }) =>
      this.take(session ?? fields ?? {}),
    );
    room.on('room.audienceCount', ({ total = 0 }) => {
      this.#watching = total;
      this.#tell();
    });
    for (const kind of ['recording', 'stream', 'playback'] as const) {
      const started = (job: SdkJob): void =>
        this.#run(kind, { id: job.id, state: job.state ?? '' });
      room.on(`${kind}.started`, started);
      if (kind !== 'stream') room.on(`${kind}.updated`, started);
      room.on(`${kind}.ended`, ({ id }) => {
        if (this.#jobs[kind]?.id === id) this.#run(kind, undefined);
      });
    }
  }

  /** Takes what the service tells of the room, all of it or a part. */
  take(fields: SdkRoomFields): void {
    this.#fields = { ...this.#fields, ...fields };
    const { recordings, streams, playbacks } = fields;
    const last = (jobs: readonly SdkJob[]): SdkJob | undefined =>
      jobs.findLast((job) => jobOf(job) !== 'off');
    if (recordings) this.#jobs.recording = last(recordings);
    if (streams) this.#jobs.stream = last(streams);
    if (playbacks) this.#jobs.playback = last(playbacks);
    this.#tell();
  }

  async muteMember(id: string, kind: MediaKind, muted: boolean): Promise<void> {
    const method = `video.member.${kind}_${muted ? 'mute' : 'unmute'}`;
    await this.#options.ask(method, { member_id: id });
  }

  async removeMember(id: string): Promise<void> {
    await this.#options.ask('video.member.remove', { member_id: id });
  }

  async setLocked(locked: boolean): Promise<void> {
    await this.#options.ask(locked ? 'video.lock' : 'video.unlock');
  }

  async record(job: RoomJob): Promise<void> {
    const now = jobOf(this.#jobs.recording);
    if (job !== now) await this.#change('recording', now, job);
  }

  async stream(url: string | undefined): Promise<void> {
    if (url !== undefined) await this.#options.ask('video.stream.start', { url });
    else if (this.#jobs.stream) await this.#change('stream', 'on', 'off');
  }

  async play(what: { url: string } | RoomJob): Promise<void> {
    if (typeof what === 'object') {
      await this.#options.ask('video.playback.start', { url: what.url });
      return;
    }
    const now = jobOf(this.#jobs.playback);
    if (what === now) return;
    // Without an address there is nothing to begin with.
    if (now === 'off') throw new CallError('call/unsupported');
    await this.#change('playback', now, what);
  }

  async setMeta(meta: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#options.ask('video.set_meta', { meta });
  }

  async #change(kind: JobKind, from: RoomJob, to: RoomJob): Promise<void> {
    const id = { [`${kind}_id`]: this.#jobs[kind]?.id };
    const ask = (verb: string, params: object): Promise<unknown> =>
      this.#options.ask(`video.${kind}.${verb}`, params);
    if (from === 'off') await ask('start', {});
    else await ask(to === 'off' ? 'stop' : to === 'paused' ? 'pause' : 'resume', id);
  }

  #run(kind: JobKind, job: SdkJob | undefined): void {
    this.#jobs[kind] = job;
    this.#tell();
  }

  #tell(): void {
    const { locked = false, meta = {} } = this.#fields;
    const authorization = this.#options.authorization();
    this.#options.changed({
      audience: authorization.join_as === 'audience',
      watching: this.#watching,
      locked,
      recording: jobOf(this.#jobs.recording),
      streaming: jobOf(this.#jobs.stream),
      playback: jobOf(this.#jobs.playback),
      meta,
      can: roomAbilitiesOf(authorization),
    });
  }
}
