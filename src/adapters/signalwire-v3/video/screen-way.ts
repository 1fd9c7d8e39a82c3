import { abortable } from '../../../core/abortable.js';
import type { ScreenWay } from '../../signalwire-v4/screen-share.js';
import type { RoomClient } from './sdk-client.js';
import type { SdkRoom } from './sdk-types.js';

/** What a screen needs of the room that it is brought to. */
export interface ScreenWayOptions {
  readonly client: RoomClient;
  readonly room: SdkRoom;
  /** The service has ended it, or its way broke. */
  over(): void;
}

/**
 * Brings a screen to a room: one more room to the SDK. Not the SDK's own way, which goes on showing the screen
 * where the service does not take it.
 */
export class RoomScreenWay implements ScreenWay {
  readonly #options: ScreenWayOptions;
  #leg: SdkRoom | undefined;

  constructor(options: ScreenWayOptions) {
    this.#options = options;
  }

  async open(screen: MediaStream, signal: AbortSignal): Promise<void> {
    const { client, room, over } = this.#options;
    const leg = (this.#leg = client.makeRoom({
      localStream: screen,
      screenShare: true,
      recoverCall: false,
      negotiateAudio: false,
      negotiateVideo: false,
      userVariables: { memberCallId: room.callId, memberId: room.memberId },
    }));
    let open = false;
    // Sooner, it is said by what `join` throws.
    leg.on('destroy', () => open && over());
    await abortable(leg.join(), signal);
    open = true;
  }

  close(): void {
    const leg = this.#leg;
    this.#leg = undefined;
    if (!leg) return;
    leg.off('destroy');
    // It is over for the service as well where it cannot be told: there comes no more media.
    leg
      .hangup()
      .catch(() => undefined)
      .finally(() => leg.destroy());
    leg.peer?.instance?.close();
  }
}
