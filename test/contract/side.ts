import type { Page } from '@playwright/test';
import type { Opened, PublishOptions } from '../../src/core/transport.js';
import type { WireMessage } from '../../src/protocol/chat-message.js';
import type { ErrorView, Outcome, Received } from './harness.js';
import type { Cast, RunningService } from './service.js';

/** How a side opens its next pipe. */
interface Opening {
  /** The pipe's name in its page. Default `first`. */
  pipe?: string;
}

/** One user's page, with transports in it. */
export class Side {
  readonly page: Page;
  readonly cast: Cast;
  readonly clientId: string;
  readonly #service: RunningService;
  #said = 0;

  constructor(page: Page, service: RunningService, cast: Cast) {
    this.page = page;
    this.cast = cast;
    this.clientId = `rt-${cast.user}-${cast.room}`.replace(/[^\w-]/g, '').slice(0, 60);
    this.#service = service;
  }

  /** The topic of the room's messages, as this side calls it. */
  get messages(): string {
    return this.topic('messages');
  }

  topic(name: string): string {
    return `chat/${this.cast.room}/${name}`;
  }

  grant(): Promise<object> {
    return this.#service.grant(this.cast.user, this.cast.room);
  }

  async open({ pipe = 'first' }: Opening = {}): Promise<Opened> {
    const asked = [pipe, await this.grant(), this.clientId] as const;
    return this.page.evaluate((all) => contract.open(...all), asked);
  }

  async tryOpen(grant: object, giveUp?: number): Promise<Outcome> {
    const asked = ['tried', grant, this.clientId, giveUp] as const;
    return this.page.evaluate((all) => contract.tryOpen(...all), asked);
  }

  /** Opens a pipe and reads the room's messages. */
  async join(opening: Opening = {}): Promise<Opened> {
    const opened = await this.open(opening);
    const { error } = await this.subscribe(this.messages, opening.pipe);
    if (error) throw new Error(`It could not subscribe: ${error.code}`);
    return opened;
  }

  subscribe(topic: string, pipe = 'first'): Promise<Outcome> {
    return this.page.evaluate((all) => contract.subscribe(...all), [pipe, topic] as const);
  }

  /** So many messages of this side's, none like another. */
  write(count: number): WireMessage[] {
    const { user } = this.cast;
    return Array.from({ length: count }, () => {
      const n = (this.#said += 1);
      const text = `${n}: naïve “text” with 🙂, <b>, \\ and\n a second line`;
      return {
        ...{ user, text, timestamp: Date.now() },
        ...{ id: `${this.clientId}-${n}`, sid: this.clientId, n, v: 1 },
      };
    });
  }

  publish(messages: WireMessage[], options?: PublishOptions & { atOnce?: number }): Promise<void> {
    const payloads = messages.map((message) => JSON.stringify(message));
    return this.publishOn(this.messages, payloads, options);
  }

  publishOn(
    topic: string,
    payloads: string[],
    options?: PublishOptions & { atOnce?: number },
  ): Promise<void> {
    const asked = ['first', topic, payloads, options] as const;
    return this.page.evaluate((all) => contract.publish(...all), asked);
  }

  tryPublish(topic: string, payload: string): Promise<Outcome> {
    const asked = ['first', topic, payload] as const;
    return this.page.evaluate((all) => contract.tryPublish(...all), asked);
  }

  ping(): Promise<Outcome> {
    return this.page.evaluate(() => contract.ping('first'));
  }

  received(topic: string, pipe = 'first'): Promise<Received[]> {
    return this.page.evaluate((all) => contract.received(...all), [pipe, topic] as const);
  }

  /** The messages that have come in. */
  async heard(pipe?: string): Promise<WireMessage[]> {
    const received = await this.received(this.messages, pipe);
    return received.map(({ payload }) => JSON.parse(payload) as WireMessage);
  }

  /** What the service has kept of the room's messages, oldest first. */
  history(): Promise<readonly WireMessage[]> {
    return this.page.evaluate((topic) => contract.history('first', topic), this.messages);
  }

  /** Why a pipe has ended, once it has; null: it was closed. */
  async ended(pipe = 'first', ms = 15_000): Promise<ErrorView | null> {
    const end = await this.page.waitForFunction(
      (name) => {
        const { ended } = contract.pipe(name);
        return ended === undefined ? undefined : { ended };
      },
      pipe,
      { timeout: ms },
    );
    return (await end.evaluate((known) => known?.ended)) ?? null;
  }

  close(pipe = 'first'): Promise<ErrorView | null> {
    return this.page.evaluate((name) => contract.close(name), pipe);
  }
}
