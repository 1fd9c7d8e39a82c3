import type { Address, SignalWire } from '@signalwire/js';
import { abortable } from '../../core/abortable.js';
import { CallError } from '../../protocol/call-error.js';
import type { SdkCall } from './sdk-call.js';
import { Texts } from './texts.js';

/** A text that takes longer has failed, ms. */
const deadline = 10_000;

/** Where texts go that belong to a call, and where they come from. */
export class TextLine {
  readonly texts: Texts;
  #peer: Address | undefined;

  constructor(client: SignalWire, call: SdkCall) {
    const own = client.user?.addresses.map(({ id }) => id) ?? [];
    this.texts = new Texts(() => {
      const peer = this.#peer?.state ?? undefined;
      return {
        own,
        ownName: call.self?.name ?? client.user?.displayName ?? '',
        peer: peer && { id: peer.id, name: peer.display_name, room: peer.type === 'room' },
      };
    }, Date.now);
    if (call.direction === 'outbound') this.#peer = call.address;
    else void this.#find(client, call.from);
  }

  /** Whether the far end takes texts. */
  get open(): boolean {
    return this.#peer?.state?.channels.messaging !== undefined;
  }

  /** Settles within 10 s. @throws CallError, or the SDK's error */
  async send(text: string): Promise<void> {
    if (!this.#peer || !this.open) throw new CallError('call/unsupported');
    await abortable(this.#peer.sendText(text), AbortSignal.timeout(deadline));
  }

  /** An incoming call comes with our own address; texts go to the caller's. */
  async #find(client: SignalWire, caller: string | undefined): Promise<void> {
    try {
      const id = caller && (await client.directory?.findAddressIdByURI(caller));
      if (id) this.#peer = client.directory?.get(id);
    } catch {
      // Then there are no texts in this call.
    }
  }
}
