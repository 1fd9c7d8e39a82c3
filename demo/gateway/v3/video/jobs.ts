import { randomUUID } from 'node:crypto';
import { fieldsOf, RpcError } from '../../json-rpc.js';
import type { Fields } from '../../json-rpc.js';
import type { VideoRoom } from './video-room.js';

/** What goes on in a room besides its members. Nothing is really recorded, streamed or played here. */
export type JobKind = 'recording' | 'stream' | 'playback';

/** What a job of each kind is while it runs, in the service's words. */
const runs = { recording: 'recording', stream: 'streaming', playback: 'playing' } as const;

type Job = Fields & { readonly id: string; readonly state: string };

/** The recordings, streams and playbacks of a room: what is told of them, and nothing behind it. */
export class Jobs {
  readonly #room: VideoRoom;
  readonly #jobs: Record<JobKind, Map<string, Job>> = {
    recording: new Map(),
    stream: new Map(),
    playback: new Map(),
  };

  constructor(room: VideoRoom) {
    this.#room = room;
  }

  running(kind: JobKind): boolean {
    return this.#jobs[kind].size > 0;
  }

  list(kind: JobKind): Job[] {
    return [...this.#jobs[kind].values()];
  }

  start(kind: JobKind, details: Fields): Job {
    const job: Job = {
      id: randomUUID(),
      state: runs[kind],
      started_at: Date.now() / 1000,
      ...details,
    };
    this.#jobs[kind].set(job.id, job);
    this.#tell(kind, 'started', job);
    this.#roomUpdated(kind);
    return job;
  }

  /** @throws RpcError where there is none */
  change(kind: JobKind, id: string, state: 'paused' | 'running' | 'completed'): void {
    const known = this.#jobs[kind].get(id);
    if (!known) throw new RpcError(404, `There is no such ${kind}.`);
    const job = { ...known, state: state === 'running' ? runs[kind] : state };
    this.#jobs[kind].set(id, job);
    if (state !== 'completed') return this.#tell(kind, 'updated', job);
    this.#jobs[kind].delete(id);
    this.#tell(kind, 'ended', job);
    this.#roomUpdated(kind);
  }

  close(): void {
    for (const jobs of Object.values(this.#jobs)) jobs.clear();
  }

  #tell(kind: JobKind, what: string, job: Job): void {
    this.#room.tell(`video.${kind}.${what}`, { [kind]: fieldsOf(job) });
  }

  #roomUpdated(kind: JobKind): void {
    if (kind !== 'playback') this.#room.updated(kind === 'stream' ? 'streaming' : kind);
  }
}
