import type { Place } from './places.js';
import { sidPattern } from './wire.js';

/** Somebody in a channel, as the SDK hands them over. */
export interface SdkMember {
  readonly id: string;
  readonly channel?: string;
  readonly state?: unknown;
}

/** What the sessions of one member say of themselves; in its state it is text, whose keys the SDK leaves alone. */
interface Said {
  /** Since when a session is there, by its id, ms since the epoch. */
  here: Record<string, number>;
  /** Who writes: a number that grows as long as they do. */
  types: Record<string, number>;
  /** How far its user has read. */
  read: Record<string, number>;
}

interface Known extends Said {
  readonly name: string;
  /** It has said nothing in our way: a client that knows nothing of us. */
  readonly plain: boolean;
}

export interface MembersOptions {
  readonly channel: string;
  /** Our own id. */
  readonly me: string | undefined;
  load(): Promise<readonly SdkMember[]>;
  setState(state: Record<string, unknown>): Promise<unknown>;
  deliver(part: Place['part'], tail: string, payload: string): void;
}

/** The service takes 2,000 characters of a state. */
const longestState = 2_000;
const mostSessions = 12;
const mostRead = 20;
/** Another session of ours may have written over us at the same moment; not both repair it at once, ms. */
const repairAfter = 500;

/**
 * Who is in a channel. The service has one state for a member, however many pages they have open: each page puts
 * its part beside those of the others, and puts it back where another has written over it.
 */
export class Members {
  readonly #options: MembersOptions;
  readonly #known = new Map<string, Known>();
  /** What we say ourselves; null: no more. */
  readonly #own = {
    here: new Map<string, number | null>(),
    types: new Map<string, number | null>(),
    read: new Map<string, number | null>(),
  };
  #name: string | undefined;
  #count = Date.now();
  #unsaid = false;
  #writing: Promise<void> | undefined;
  #repair: ReturnType<typeof setTimeout> | undefined;

  constructor(options: MembersOptions) {
    this.#options = options;
  }

  /** Asks who is there, and says what there is to say of each on one part. */
  async follow(part: Place['part']): Promise<void> {
    const list = await this.#options.load();
    const there = new Set(list.map(({ id }) => id));
    for (const id of [...this.#known.keys()]) if (!there.has(id)) this.left(id);
    for (const member of list) this.#tell(member.id, emptyOf(), this.#take(member), part);
  }

  /** Somebody has come, or says something else than before. */
  changed(member: SdkMember): void {
    const before = this.#known.get(member.id) ?? emptyOf();
    this.#tell(member.id, before, this.#take(member));
    if (member.id === this.#options.me && this.#missing(this.#known.get(member.id))) {
      this.#repair ??= setTimeout(() => {
        this.#repair = undefined;
        void this.#write().catch(() => undefined);
      }, Math.random() * repairAfter);
    }
  }

  left(id: string): void {
    const before = this.#known.get(id);
    this.#known.delete(id);
    if (before) this.#tell(id, before, { ...emptyOf(), plain: false });
  }

  /** Says something of a session of ours, or of how far its user has read. */
  async say(part: Place['part'], tail: string, payload: string): Promise<void> {
    const fields = payload === '' ? {} : (JSON.parse(payload) as Record<string, unknown>);
    if (typeof fields['name'] === 'string') this.#name = fields['name'];
    if (part === 'presence') {
      if (!sidPattern.test(tail)) return;
      this.#own.here.set(tail, payload === '' ? null : Number(fields['since']));
    } else if (part === 'typing') {
      if (!sidPattern.test(tail)) return;
      this.#own.types.set(tail, fields['on'] === true ? (this.#count += 1) : null);
    } else {
      for (const [sid, n] of Object.entries(numbersOf(fields, Infinity))) {
        // Back to the end: the newest are kept.
        this.#own.read.delete(sid);
        this.#own.read.set(sid, n);
      }
    }
    await this.#write();
  }

  dispose(): void {
    clearTimeout(this.#repair);
  }

  /** One after the other, each with all there is to say by then. */
  #write(): Promise<void> {
    this.#unsaid = true;
    return (this.#writing ??= this.#run());
  }

  async #run(): Promise<void> {
    const { me, setState } = this.#options;
    try {
      while (this.#unsaid) {
        this.#unsaid = false;
        const said = this.#with(me === undefined ? undefined : this.#known.get(me));
        const name = this.#name ?? me ?? '';
        if (me !== undefined) this.#known.set(me, { ...said, name, plain: false });
        // `typing` is for those who know nothing of ours: the service's own example has it.
        const typing = Object.keys(said.types).length > 0;
        const state = (): Record<string, unknown> => ({ name, typing, rt: JSON.stringify(said) });
        // Else the service takes nothing of it, not even that we are here.
        for (const sid of Object.keys(said.read)) {
          if (JSON.stringify(state()).length <= longestState) break;
          delete said.read[sid];
        }
        await setState(state());
      }
    } finally {
      this.#writing = undefined;
    }
  }

  /** What is known of us, with what we say ourselves. */
  #with(known: Said = emptyOf()): Said {
    const merged = (of: keyof Said, most: number): Record<string, number> => {
      const all = new Map<string, number | null>(Object.entries(known[of]));
      for (const [sid, value] of this.#own[of]) {
        // Nobody has read less than they had.
        const before = of === 'read' ? (all.get(sid) ?? 0) : 0;
        all.delete(sid);
        all.set(sid, value === null ? null : Math.max(value, before));
      }
      const good = [...all].filter((entry): entry is [string, number] => entry[1] !== null);
      return Object.fromEntries(good.slice(-most));
    };
    return {
      here: merged('here', mostSessions),
      types: merged('types', mostSessions),
      read: merged('read', mostRead),
    };
  }

  /**
   * Whether another session has written over what we say of ours. Where there is no room for all of them, nobody
   * puts anything back, nor how far somebody has read: they would push out each other's for ever.
   */
  #missing(known: Said = emptyOf()): boolean {
    const lacks = (of: 'here' | 'types'): boolean =>
      Object.keys(known[of]).length < mostSessions &&
      [...this.#own[of]].some(([sid, value]) => (value ?? 0) > (known[of][sid] ?? 0));
    const rests = (of: 'here' | 'types'): boolean =>
      [...this.#own[of]].some(([sid, value]) => value === null && sid in known[of]);
    return lacks('here') || lacks('types') || rests('here') || rests('types');
  }

  #take({ id, state }: SdkMember): Known {
    const known = knownOf(id, state);
    this.#known.set(id, known);
    return known;
  }

  /** Says what is other than before; `only`: of one part, since that is new to whoever reads it. */
  #tell(id: string, before: Known, now: Known, only?: Place['part']): void {
    const { deliver, me } = this.#options;
    const say = (part: Place['part'], tail: string, payload: object | undefined): void => {
      if (only === undefined || only === part) deliver(part, tail, json(payload));
    };
    const user = { user: id, name: now.name };
    // A client that knows nothing of us is one session, called like its member.
    const plain = encodeURIComponent(id);
    const [was, is] = [sessionsOf(before, plain), sessionsOf(now, plain)];
    for (const sid of was.keys()) if (!is.has(sid)) say('presence', sid, undefined);
    for (const [sid, since] of is) {
      const news = was.get(sid) !== since || before.name !== now.name;
      // What we are ourselves, our other sessions have to say.
      if (news && (id !== me || !now.plain)) {
        say('presence', sid, { ...user, state: 'here', ...(since > 0 && { since }) });
      }
    }
    for (const sid of Object.keys(before.types)) {
      if (!(sid in now.types)) say('typing', sid, { ...user, on: false });
    }
    for (const [sid, count] of Object.entries(now.types)) {
      if (before.types[sid] !== count) say('typing', sid, { ...user, on: true });
    }
    if (JSON.stringify(before.read) !== JSON.stringify(now.read)) {
      say('receipts', plain, Object.keys(now.read).length > 0 ? now.read : undefined);
    }
  }
}

const emptyOf = (): Known => ({ here: {}, types: {}, read: {}, name: '', plain: false });

const json = (payload: object | undefined): string =>
  payload === undefined ? '' : JSON.stringify(payload);

const sessionsOf = ({ here, plain }: Known, id: string): Map<string, number> =>
  new Map(plain ? [[id, 0]] : Object.entries(here));

const knownOf = (id: string, state: unknown): Known => {
  const fields = fieldsOf(state);
  const name = typeof fields['name'] === 'string' && fields['name'] ? fields['name'] : id;
  const said = parse(fields['rt']);
  if (said) return { ...said, name, plain: false };
  const types: Record<string, number> =
    fields['typing'] === true ? { [encodeURIComponent(id)]: Date.now() } : {};
  return { ...emptyOf(), name, types, plain: true };
};

const parse = (text: unknown): Said | undefined => {
  if (typeof text !== 'string') return undefined;
  try {
    const { here, types, read } = fieldsOf(JSON.parse(text));
    return { here: numbersOf(here), types: numbersOf(types), read: numbersOf(read) };
  } catch {
    return undefined; // not ours
  }
};

const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const numbersOf = (value: unknown, most = mostRead): Record<string, number> => {
  const good = Object.entries(fieldsOf(value)).filter(
    (entry): entry is [string, number] => sidPattern.test(entry[0]) && Number(entry[1]) > 0,
  );
  return Object.fromEntries(good.slice(-most));
};
