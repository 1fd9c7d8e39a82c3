import type { TransportFactory } from '../../core/transport.js';
import { denied } from './failures.js';
import { Line, type SdkClient, type SdkOptions } from './line.js';
import { placeOf, type Place } from './places.js';
import { PubSub } from './sdk.js';
import { valueOf, type SdkMessage } from './wire.js';

/**
 * A pipe to SignalWire's PubSub: what is said now. It keeps nothing, and knows of no members; so what was missed is
 * asked of the others' pages, on a channel beside the room's, where the token allows that: `{room}/sync`.
 */
class PubSubLine extends Line<SdkClient> {
  protected readonly events = ['chat.message'];

  protected makeClient(options: SdkOptions): SdkClient {
    return new PubSub.Client(options);
  }

  protected channelOf({ channel, part }: Place): string {
    if (part === 'sync') return `${channel}/sync`;
    if (part !== 'messages' && part !== 'value') throw denied();
    return channel;
  }

  protected hand(filter: string, message: SdkMessage): void {
    const isRoom = placeOf(filter).part === 'messages';
    this.deliver(filter, isRoom ? this.wire.read(message) : valueOf(message));
  }

  protected async follow(): Promise<void> {}

  protected async tell(): Promise<void> {}

  protected left(): void {}
}

export const createTransport: TransportFactory = (receive) => new PubSubLine(receive);
