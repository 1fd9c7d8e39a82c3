import { expect } from '@open-wc/testing';
import { Line, type SdkClient } from '../../../src/adapters/signalwire-v3/line.js';
import type { SdkMessage } from '../../../src/adapters/signalwire-v3/wire.js';

interface Service {
  /** The answer to a subscription. */
  subscribe(): Promise<unknown>;
}

/** A client as the SDK makes them, of a member `ada`, whose service the test is. */
class FakeClient implements SdkClient {
  readonly published: SdkMessage[] = [];
  readonly session = { on: (): void => undefined };
  readonly #service: Service;
  #listener: (message: SdkMessage) => void = () => undefined;

  constructor(service: Service) {
    this.#service = service;
  }

  getAllowedChannels(): Promise<Record<string, never>> {
    return Promise.resolve({}); // it need not say
  }

  on(_event: 'message', listener: (message: SdkMessage) => void): void {
    this.#listener = listener;
  }

  publish({ channel, content, meta }: Parameters<SdkClient['publish']>[0]): Promise<void> {
    this.published.push({ id: '1', channel, content, meta });
    return Promise.resolve();
  }

  /** The service tells of what was said last, as another's where it says so. */
  echo(member = 'ada'): void {
    const [last] = this.published.slice(-1);
    if (last) this.#listener({ ...last, member: { id: member } });
  }

  runWorker(_name: string, { worker }: { worker(tools: object): Generator }): void {
    const nothing = (): void => undefined;
    const execute = (): Promise<void> => Promise.resolve();
    const rpcConnectResult = { authorization: { member_id: 'ada' } };
    const session = { rpcConnectResult, forceClose: nothing, connect: nothing, execute };
    worker({ getSession: () => session }).next();
  }

  execute({ method }: { method: string }): Promise<unknown> {
    return method === 'chat.subscribe' ? this.#service.subscribe() : Promise.resolve({});
  }

  disconnect(): void {}
}

class TestLine extends Line<SdkClient> {
  readonly client: FakeClient;
  protected readonly events = ['chat.message'];

  constructor(service: Service) {
    super(() => undefined);
    this.client = new FakeClient(service);
  }

  protected makeClient(): SdkClient {
    return this.client;
  }
  protected channelOf({ channel }: { channel: string }): string {
    return channel;
  }
  protected hand(): void {}
  protected async follow(): Promise<void> {}
  protected async tell(): Promise<void> {}
  protected left(): void {}
}

const topic = 'chat/lobby/messages';
const payload = JSON.stringify({
  user: 'ada',
  text: 'Hi',
  timestamp: 1,
  id: 's-1',
  sid: 's',
  n: 1,
});

const open = async (service: Service): Promise<TestLine> => {
  const line = new TestLine(service);
  const grant = { provider: 'signalwire-chat', token: 'x' } as Parameters<TestLine['open']>[0];
  await line.open(grant, { clientId: 'c' }, new AbortController().signal);
  return line;
};
const refusing = (code: number): Service => ({
  // As the SDK rejects: with the service's answer.
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
  subscribe: () => Promise.reject({ code }),
});
const codeOf = (act: Promise<unknown>): Promise<unknown> =>
  act.then(
    () => 'done',
    (error: unknown) => (error as { code?: unknown }).code,
  );

describe('a line over SignalWire v3', () => {
  for (const code of [429, 503, -32_603]) {
    it(`ends where a channel can't be read for now: ${code}`, async () => {
      const line = await open(refusing(code));
      expect(await codeOf(line.subscribe(topic))).to.equal('connection/refused');
      expect(await line.closed).to.include({ code: 'connection/refused', retryable: true });
    });
  }

  it('stays up where a channel may not be read, and what is written there is not waited for', async () => {
    const line = await open(refusing(403));
    expect(await codeOf(line.subscribe(topic))).to.equal('connection/not-authorized');
    expect(await codeOf(line.subscribe(topic))).to.equal('connection/not-authorized');
    // Nobody tells us of it.
    await line.publish(topic, payload);
    expect(line.client.published).to.have.length(1);
    await line.ping();
    await line.close({ forget: true });
    expect(await line.closed).to.equal(undefined);
  });

  it('has said something when it comes back from us, not from another with our id', async () => {
    const line = await open({ subscribe: () => Promise.resolve({}) });
    await line.subscribe(topic);
    let said = false;
    const publishing = line.publish(topic, payload).then(() => (said = true));
    line.client.echo('eve');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(said).to.equal(false);
    line.client.echo();
    await publishing;
    await line.close({ forget: true });
  });
});
