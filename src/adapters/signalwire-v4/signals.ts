import type { Observable } from 'rxjs';
import type { Bye } from './ends.js';
import { follow, type Undo } from './follow.js';

/** An event of the service, as far as every one has it. */
export interface Signal {
  readonly event_type: string;
  readonly project_id?: string | undefined;
  readonly params: Readonly<Record<string, unknown>>;
}

/** What the service has said of one call. */
export interface CallLog {
  ringing: boolean;
  answered: boolean;
  /** What the far end answered with. */
  sdp: string | undefined;
  bye: Bye | undefined;
  /** Called after each change. */
  changed: () => void;
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/**
 * Reads along what the service says on a line, and keeps what the SDK does not tell: why a call ended,
 * and whether it was answered.
 */
export class Signals {
  readonly #logs = new Map<string, CallLog>();
  readonly #listeners = new Set<(signal: Signal) => void>();
  readonly #stop: Undo;
  /** The project that the service has told; it wants to hear it again with a newer token. */
  project = '';

  constructor(source: Observable<unknown>) {
    this.#stop = follow(source, (event) => this.#read(event as Signal));
  }

  /** The log of a call, from now on. */
  log(callId: string): CallLog {
    let log = this.#logs.get(callId);
    if (!log) {
      const changed = (): void => undefined;
      log = { ringing: false, answered: false, sdp: undefined, bye: undefined, changed };
      this.#logs.set(callId, log);
    }
    return log;
  }

  forget(callId: string): void {
    this.#logs.delete(callId);
  }

  /** Hears every event. Returns its own undo. */
  listen(listener: (signal: Signal) => void): Undo {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  stop(): void {
    this.#stop();
    this.#logs.clear();
    this.#listeners.clear();
  }

  #read(signal: Signal): void {
    this.project = textOf(signal.project_id) ?? this.project;
    if (signal.event_type === 'webrtc.message') this.#verto(signal.params);
    if (signal.event_type === 'call.state' && signal.params['call_state'] === 'ringing') {
      this.#note(signal.params['call_id'], { ringing: true });
    }
    for (const listener of [...this.#listeners]) listener(signal);
  }

  #verto({ method, params }: Signal['params']): void {
    const { callID, cause, causeCode, sdp } = (params ?? {}) as Record<string, unknown>;
    const code = Number(causeCode);
    // Not on our list yet: the caller may give up before the SDK has told of the call.
    if (method === 'verto.invite') this.log(String(callID));
    if (method === 'verto.media') this.#note(callID, { ringing: true });
    if (method === 'verto.answer') this.#note(callID, { answered: true, sdp: textOf(sdp) });
    if (method === 'verto.bye') {
      const bye = { cause: textOf(cause) ?? '', code: Number.isNaN(code) ? undefined : code };
      this.#note(callID, { bye });
    }
  }

  #note(callId: unknown, news: Partial<CallLog>): void {
    const log = this.#logs.get(String(callId));
    if (!log) return;
    Object.assign(log, news);
    log.changed();
  }
}
