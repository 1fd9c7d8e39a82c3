import { loadTransport } from '../../src/adapters/registry.js';
import type { MessageTransport, Opened, PublishOptions } from '../../src/core/transport.js';
import type { RtError } from '../../src/protocol/errors.js';
import { parseGrant } from '../../src/protocol/grant.js';
import type { HistoryPage } from '../../src/protocol/history.js';

/** An error as it can leave the page. */
export interface ErrorView {
  name: string;
  code: string;
  retryable: boolean;
}

/** A message that has come in. */
export interface Received {
  topic: string;
  payload: string;
  retain: boolean;
}

/** What became of something, and how long that took. */
export interface Outcome {
  error?: ErrorView | undefined;
  /** ms */
  took: number;
}

/** A transport and what came of it. */
interface Pipe {
  transport: MessageTransport;
  received: Received[];
  /** Why it ended; null: we ended it; undefined: it has not. */
  ended: ErrorView | null | undefined;
}

const never = new AbortController().signal;

const view = (error: unknown): ErrorView => {
  const { name, code, retryable } = error as RtError;
  return { name, code, retryable };
};

const outcome = async (act: Promise<unknown>): Promise<Outcome> => {
  const start = performance.now();
  const error = await act.then(() => undefined, view);
  return { error, took: performance.now() - start };
};

/** Transports in a page, by names that the test gives them. */
class ContractHarness {
  /** Every rejection that nobody caught, and every error. */
  readonly uncaught: string[] = [];
  readonly #pipes = new Map<string, Pipe>();

  constructor() {
    addEventListener('unhandledrejection', ({ reason }) => this.uncaught.push(String(reason)));
    addEventListener('error', ({ message }) => this.uncaught.push(message));
  }

  pipe(name: string): Pipe {
    const pipe = this.#pipes.get(name);
    if (!pipe) throw new Error(`There is no pipe ${name}.`);
    return pipe;
  }

  /** Makes a pipe and opens it with what a token route has answered. */
  async open(
    name: string,
    body: object,
    clientId: string,
    signal: AbortSignal = never,
  ): Promise<Opened> {
    const grant = parseGrant(body, Date.now());
    const received: Received[] = [];
    const createTransport = await loadTransport(grant.provider);
    const transport = createTransport(({ topic, payload, retain }) => {
      received.push({ topic, payload: new TextDecoder().decode(payload), retain });
    });
    const pipe: Pipe = { transport, received, ended: undefined };
    this.#pipes.set(name, pipe);
    void transport.closed.then((reason) => (pipe.ended = reason ? view(reason) : null));
    return transport.open(grant, { clientId }, signal);
  }

  /** What becomes of an opening; given up after so many ms, where they are given. */
  async tryOpen(name: string, body: object, clientId: string, giveUp?: number): Promise<Outcome> {
    const controller = new AbortController();
    // Code that is loaded takes its time, which no test is about.
    await loadTransport(parseGrant(body, Date.now()).provider);
    const reason = { name: 'given up', code: 'given up', retryable: false };
    if (giveUp === 0) controller.abort(reason);
    else if (giveUp !== undefined) setTimeout(() => controller.abort(reason), giveUp);
    return outcome(this.open(name, body, clientId, controller.signal));
  }

  subscribe(name: string, topic: string): Promise<Outcome> {
    return outcome(this.pipe(name).transport.subscribe(topic));
  }

  /** Publishes one after the other, as many at once as the service takes. */
  async publish(
    name: string,
    topic: string,
    payloads: string[],
    { atOnce = 1, ...options }: PublishOptions & { atOnce?: number } = {},
  ): Promise<void> {
    const { transport } = this.pipe(name);
    for (let at = 0; at < payloads.length; at += atOnce) {
      const some = payloads.slice(at, at + atOnce);
      await Promise.all(some.map((payload) => transport.publish(topic, payload, options)));
    }
  }

  tryPublish(name: string, topic: string, payload: string): Promise<Outcome> {
    return outcome(this.pipe(name).transport.publish(topic, payload));
  }

  ping(name: string): Promise<Outcome> {
    return outcome(this.pipe(name).transport.ping());
  }

  /** What has come in, `topic` or all. */
  received(name: string, topic?: string): Received[] {
    const { received } = this.pipe(name);
    return topic === undefined ? received : received.filter((one) => one.topic === topic);
  }

  /** All that the service has kept of a topic, oldest first, page by page. */
  async history(name: string, topic: string): Promise<HistoryPage['messages']> {
    // Taken off it, as the elements do.
    const { history } = this.pipe(name).transport;
    if (!history) throw new Error('It has no history.');
    const all: HistoryPage['messages'] = [];
    let before: string | undefined;
    for (let pages = 0; pages < 100; pages += 1) {
      const { messages, next } = await history(topic, before, never);
      all.unshift(...messages);
      if (!next || messages.length === 0) return all;
      before = next;
    }
    throw new Error('It has no end.');
  }

  /** Closes a pipe; resolves with how it says that it has ended. */
  async close(name: string): Promise<ErrorView | null> {
    const { transport } = this.pipe(name);
    await transport.close();
    const reason = await transport.closed;
    return reason ? view(reason) : null;
  }
}

declare global {
  var contract: ContractHarness;
}

globalThis.contract = new ContractHarness();
