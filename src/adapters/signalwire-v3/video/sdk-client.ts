import { abortable } from '../../../core/abortable.js';
import type { Clock } from '../../../core/clock.js';
import { ConnectionError, TokenError } from '../../../protocol/errors.js';
import { quiet } from '../quiet.js';
import { Video } from '../sdk.js';
import type { SdkAuthorization, SdkClient, SdkRoom, SdkSession } from './sdk-types.js';

/** The SDK tries for ever, ms. */
const deadline = 10_000;

export interface SignedInOptions {
  readonly token: string;
  /** Where to, where the token does not say. */
  readonly url: string | undefined;
  readonly clock: Clock;
}

/** A client of the SDK's for rooms, without what it does behind one's back. */
export class RoomClient {
  readonly #client: SdkClient;
  readonly #clock: Clock;
  #session: SdkSession | undefined;
  #ended = false;

  constructor({ token, url, clock }: SignedInOptions) {
    const options = {
      ...quiet,
      token,
      ...(url && { host: url }),
      // Else the room's session lies in the page's storage, and two of one room share one call.
      reattach: false,
    };
    this.#client = Video.createClient(options) as unknown as SdkClient;
    this.#clock = clock;
  }

  /** What the token lets one do. */
  get authorization(): SdkAuthorization {
    return this.#session?.rpcConnectResult?.authorization ?? {};
  }

  /** Tells of the way to the service from now on, until `end()`. */
  on(event: 'connected' | 'reconnecting' | 'auth_error', listener: (news: unknown) => void): void {
    this.#client.session.on(`session.${event}`, listener);
  }

  /** Settles within 10 s. @throws RtError `token/refused`, `connection/*`; the signal's reason */
  async signIn(signal: AbortSignal): Promise<void> {
    let unreachable = false;
    this.on('reconnecting', () => (unreachable = true));
    const limit = new AbortController();
    const cancel = this.#clock.after(deadline, () => {
      const code = unreachable ? 'connection/unreachable' : 'connection/timeout';
      limit.abort(new ConnectionError(code, { retryable: true }));
    });
    const connecting = this.#client.connect();
    this.#takeSession();
    const either = AbortSignal.any([signal, limit.signal]);
    try {
      await abortable(connecting, either);
    } catch (cause) {
      if (either.aborted) throw either.reason;
      throw new TokenError('token/refused', { cause });
    } finally {
      cancel();
    }
    if (this.authorization.type !== 'video') {
      throw new TokenError('token/refused', { message: 'The token is not for a video room.' });
    }
  }

  /** Goes on with another token. @throws what the service says */
  async renew(token: string): Promise<void> {
    const { project_id: project } = this.authorization;
    // Not the SDK's own way: where the service says no, that ends the session and every call on it.
    const answer = await this.#client.execute({
      method: 'signalwire.reauthenticate',
      params: { authentication: { project, jwt_token: token } },
    });
    // So the SDK says that nobody has answered in 10 s.
    if (answer === undefined) throw new ConnectionError('connection/timeout', { retryable: true });
    this.use(token);
  }

  /** Signs in with another token from the next time on. */
  use(token: string): void {
    if (this.#session) this.#session.token = token;
  }

  /** A room, or with `screenShare` what brings a screen to one. */
  makeRoom(options: Record<string, unknown>): SdkRoom {
    const make = (): unknown =>
      this.#client.rooms.makeRoomObject({
        // With the SDK's pool of 10 no ICE restart finds candidates.
        iceCandidatePoolSize: 0,
        // A way that is slow to open it would give up after 3 s, for one by relay only.
        maxConnectionStateTimeout: 15_000,
        // A room where nobody says anything is not broken.
        watchMediaPackets: false,
        // Else it stops our tracks when they are muted, and opens devices of its own afterwards.
        stopCameraWhileMuted: false,
        stopMicrophoneWhileMuted: false,
        ...options,
      });
    const room = withoutAudio(make) as SdkRoom;
    // Its own listeners, which stop the tracks of who comes in muted.
    room.off('room.subscribed');
    return room;
  }

  /** Ends it, however far it is: nothing of it is left, nor comes back. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const event of ['connected', 'reconnecting', 'auth_error'] as const) {
      this.#client.session.off(`session.${event}`);
    }
    const session = this.#session;
    if (!session) return;
    // A pause before the next try it would not end.
    session.connect = () => undefined;
    this.#client.disconnect();
    // It waits for every answer first, and for none that would come.
    session._closeConnection('disconnected');
  }

  /** Tasks of the SDK's are handed its session; there is no other way to it. */
  #takeSession(): void {
    const take = (session: SdkSession | null): void => void (this.#session = session ?? undefined);
    this.#client.runWorker('session', {
      worker: function* ({ getSession }) {
        yield* []; // its tasks are generators
        take(getSession());
      },
    });
  }
}

/**
 * Does something while there seems to be no `Audio`: the SDK would play the room a second time, and watch the
 * speakers for good, which without a permission throws where nobody can catch it. No option turns it off.
 */
const withoutAudio = <T>(act: () => T): T => {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'Audio');
  Object.defineProperty(globalThis, 'Audio', { value: undefined, configurable: true });
  try {
    return act();
  } finally {
    if (before) Object.defineProperty(globalThis, 'Audio', before);
  }
};
