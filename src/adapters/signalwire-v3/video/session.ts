import type { CallSession } from '../../../core/call/call-provider.js';
import {
  newCall,
  type CallEnd,
  type CallSnapshot,
  type MediaKind,
} from '../../../core/call/call-state.js';
import type { Clock } from '../../../core/clock.js';
import { Store, type ReadonlyStore } from '../../../core/store.js';
import { CallError } from '../../../protocol/call-error.js';
import { atMost } from '../../signalwire-v4/at-most.js';
import { endOf, endOfBye } from '../../signalwire-v4/ends.js';
import { Undos } from '../../signalwire-v4/follow.js';
import { MediaWatch } from '../../signalwire-v4/media-watch.js';
import { layersOf } from '../../signalwire-v4/members.js';
import { Mutes } from '../../signalwire-v4/mutes.js';
import { RemoteMedia } from '../../signalwire-v4/remote-media.js';
import { ScreenShare } from '../../signalwire-v4/screen-share.js';
import { statusOf } from '../../signalwire-v4/status.js';
import { askRoom, setHeld } from './ask-room.js';
import { replaceSent, type LentTracks } from './lent-tracks.js';
import { People } from './people.js';
import { abilitiesOf, mayChooseLayout } from './permissions.js';
import { RoomDesk } from './room-desk.js';
import { RoomScreenWay } from './screen-way.js';
import type { RoomClient } from './sdk-client.js';
import type { SdkRoom } from './sdk-types.js';

/** What a session needs of its line. */
export interface SessionLine {
  readonly clock: Clock;
  readonly client: RoomClient;
  readonly state: ReadonlyStore<'online' | 'reconnecting'>;
}

/** How long anything that must settle may wait for the service, ms. */
const patience = { hangup: 2_500, mute: 5_500 };

/** Our stay in a room. */
export class Session implements CallSession {
  readonly id = crypto.randomUUID();
  readonly room: RoomDesk;
  readonly #room: SdkRoom;
  readonly #lent: LentTracks;
  readonly #line: SessionLine;
  readonly #store = new Store<CallSnapshot>(newCall);
  readonly #undos = new Undos();
  readonly #people: People;
  readonly #mutes = new Mutes(async (kind, muted) => this.#tellMuted(kind, muted));
  readonly #share: ScreenShare;
  #media: MediaWatch | undefined;
  #peer: RTCPeerConnection | undefined;
  #joined = false;
  #hangup: Promise<void> | undefined;
  /** Settles when the stay has ended. */
  readonly #over: Promise<void>;

  constructor(room: SdkRoom, lent: LentTracks, line: SessionLine) {
    this.#over = new Promise((resolve) => {
      this.#store.subscribe(({ end }) => end && resolve());
    });
    this.#room = room;
    this.#lent = lent;
    this.#line = line;
    this.#share = new ScreenShare({
      clock: line.clock,
      way: (over) => new RoomScreenWay({ client: line.client, room, over }),
      changed: (sharing) => this.#patch({ sharing }),
    });
    this.#people = new People(room, {
      changed: (participants) =>
        this.#patch({ participants, handRaised: this.#handOf(participants) }),
      selfMuted: (kind, muted) => {
        // By somebody else: then nothing is sent any more.
        if (this.#mutes.changed(kind, muted) && muted) lent.enable(kind, false);
      },
    });
    this.room = new RoomDesk(room, {
      authorization: () => line.client.authorization,
      changed: (state) => this.#patch({ room: state }),
      ask: (method, params) => this.#ask(method, params),
    });
    room.on('layout.changed', ({ layout }) =>
      this.#patch({ layout: layout.name, layers: layersOf(layout.layers) }),
    );
    room.on('destroy', () => this.#destroyed());
  }

  get state(): ReadonlyStore<CallSnapshot> {
    return this.#store;
  }

  /** Settles when the service has let us in. @throws what the SDK rejects with */
  async enter(): Promise<void> {
    const told = new Promise<void>((resolve) => {
      this.#room.on('room.joined', ({ room_session: session }) => {
        this.#people.take(session.members ?? []);
        this.room.take(session);
        resolve();
      });
    });
    const joining = this.#room.join();
    // Given up before there was a call to end: whoever gets in after all leaves at once.
    joining.then(() => this.#hangup && this.#room.hangup()).catch(() => undefined);
    await joining;
    this.#watch();
    // Put out between the two, it is told by the state, with the reason.
    await Promise.race([told, this.#over]);
    // Given up meanwhile.
    if (this.#hangup) return;
    this.#joined = true;
    this.#patch({ can: abilitiesOf(this.#line.client.authorization) });
    this.#progress();
    void this.#findLayouts();
  }

  async setMuted(kind: MediaKind, muted: boolean): Promise<void> {
    this.#lent.enable(kind, !muted);
    const told = this.#mutes.set(kind, muted);
    // A copy keeps the device on as well: a camera that is off is to be off.
    if (kind === 'video') await this.#restCamera(muted);
    await atMost(this.#line.clock, patience.mute, told);
  }

  async replaceTrack(kind: MediaKind, track: MediaStreamTrack | undefined): Promise<void> {
    this.#assertRunning();
    const { audience } = this.#store.value.room ?? {};
    if (audience && track) throw new CallError('call/unsupported');
    const copy = this.#lent.lend(kind, track);
    this.#lent.enable(kind, !this.#mutes.muted(kind));
    try {
      if (this.#peer) await replaceSent(this.#peer, kind, copy);
    } catch (cause) {
      this.#lent.lend(kind, undefined);
      throw new CallError('media/failed', { cause });
    }
  }

  async sendDigits(): Promise<void> {
    throw new CallError('call/unsupported');
  }

  async shareScreen(on: boolean): Promise<void> {
    this.#assertRunning();
    if (on) await this.#share.start();
    else this.#share.stop();
  }

  async setHeld(held: boolean): Promise<void> {
    if (held === this.#store.value.held) return;
    this.#assertRunning();
    await setHeld(this.#room, held);
    this.#patch({ held });
  }

  async raiseHand(raised: boolean): Promise<void> {
    await this.#onSelf(raised ? 'raisehand' : 'lowerhand');
  }

  async setLayout(layout: string): Promise<void> {
    await this.#ask('video.set_layout', { name: layout });
  }

  async sendText(): Promise<void> {
    throw new CallError('call/unsupported');
  }

  hangup(): Promise<void> {
    this.#hangup ??= this.#end(endOf('hangup'));
    return this.#hangup;
  }

  /** Ends it, since its media or its line is gone. */
  lose(): void {
    const reason = this.#media?.connectedBefore ? 'lost' : 'failed';
    this.#hangup ??= this.#end(endOf(reason));
  }

  #watch(): void {
    const { clock, state } = this.#line;
    const peer = this.#room.peer?.instance;
    if (!peer || this.#hangup) return;
    this.#peer = peer;
    const remote = new RemoteMedia(peer, (stream) => this.#patch({ remote: stream }));
    const media = (this.#media = new MediaWatch(peer, {
      clock,
      line: state,
      restart: () => this.#room.resume(),
      changed: () => this.#progress(),
      lost: () => this.lose(),
    }));
    let away = false;
    const undo = state.subscribe((line) => {
      if (line === 'online' && away) this.#catchUp();
      away = line === 'reconnecting';
    });
    this.#undos.add(
      () => remote.stop(),
      () => media.stop(),
      undo,
    );
  }

  /** After a gap: who is there now, and what could not be told in it. */
  #catchUp(): void {
    this.#mutes.retry();
    const asking = this.#ask('video.members.get') as Promise<{ members?: [] }>;
    // Later news bring them, one by one.
    asking.then(({ members }) => members && this.#people.take(members)).catch(() => undefined);
  }

  #progress(): void {
    if (!this.#media) return;
    const { state: media, connectedBefore } = this.#media;
    const status = statusOf({ ringing: false, answered: this.#joined, media, connectedBefore });
    if (status !== this.#store.value.status) this.#patch({ status });
    if (this.#joined) this.#media.expect();
  }

  async #findLayouts(): Promise<void> {
    if (!mayChooseLayout(this.#line.client.authorization)) return;
    try {
      const { layouts } = (await this.#ask('video.list_available_layouts')) as {
        layouts?: string[];
      };
      this.#patch({ layouts: layouts ?? [] });
    } catch {
      // Then there is none to choose.
    }
  }

  /** The SDK has let go of the room: somebody has put us out, or it has given up. */
  #destroyed(): void {
    // Ours: the reason is known.
    if (this.#hangup) return;
    const { cause, causeCode } = this.#room;
    const bye = cause === undefined ? undefined : { cause, code: Number(causeCode) };
    const end = bye ? endOfBye(bye, this.#joined) : endOf(this.#joined ? 'lost' : 'failed');
    this.#hangup = this.#end(end);
  }

  /** Tells the service, if it can still be told, and ends the stay. Never rejects. */
  async #end(end: CallEnd): Promise<void> {
    this.#share.stop();
    this.#lent.stop();
    const open = this.#room.callId !== '';
    await atMost(this.#line.clock, patience.hangup, open ? this.#room.hangup() : undefined);
    this.#finish(end);
    this.#room.setState('destroy');
    this.#room.destroy();
  }

  #finish(end: CallEnd): void {
    if (this.#store.value.end) return;
    this.#share.stop();
    this.#lent.stop();
    this.#undos.run();
    this.#store.patch({ status: 'ended', remote: undefined, sharing: 'off', end });
  }

  #patch(part: Partial<CallSnapshot>): void {
    if (!this.#store.value.end) this.#store.patch(part);
  }

  #handOf(people: CallSnapshot['participants']): boolean {
    return people.some(({ self, handRaised }) => self && handRaised);
  }

  /** Where it is opened again instead, its new track is handed over. */
  async #restCamera(muted: boolean): Promise<void> {
    const copy = muted ? this.#lent.rest('video') : this.#lent.wake('video');
    if (!this.#peer || (!muted && !copy)) return;
    // The copy is stopped already; that nothing takes its place is no harm.
    await replaceSent(this.#peer, 'video', copy).catch(() => undefined);
  }

  async #tellMuted(kind: MediaKind, muted: boolean): Promise<void> {
    await this.#onSelf(`${kind}_${muted ? 'mute' : 'unmute'}`);
  }

  async #onSelf(verb: string): Promise<void> {
    await this.#ask(`video.member.${verb}`, { member_id: this.#room.memberId });
  }

  async #ask(method: string, params: object = {}): Promise<unknown> {
    this.#assertRunning();
    const over = this.#over.then(() => {
      throw new CallError('call/no-call');
    });
    return Promise.race([askRoom(this.#room, method, params), over]);
  }

  #assertRunning(): void {
    if (this.#hangup || this.#store.value.end) throw new CallError('call/no-call');
  }
}
