import { expect } from '@open-wc/testing';
import { foreignTransport } from '../../src/adapters/foreign-transport.js';
import { ConnectionError, type RtError } from '../../src/protocol/errors.js';

const settle = (act: Promise<unknown>): Promise<unknown> =>
  act.then(
    () => 'done',
    (error: unknown) => error,
  );

const setup = async ({ handover, refusal }: { handover?: number; refusal?: RtError }) => {
  const ended: unknown[] = [];
  let receive: (topic: string) => void = () => undefined;
  const heard: string[] = [];
  const transport = foreignTransport((take) => {
    receive = (topic) => void take({ topic, payload: new Uint8Array(), retain: false });
    return {
      watches: true,
      ...(handover !== undefined && { handover }),
      connect: () => Promise.resolve({ sessionPresent: false, maxInFlight: 1 }),
      subscribe: () => (refusal ? Promise.reject(refusal) : Promise.resolve()),
      unsubscribe: () => Promise.resolve(),
      publish: () => Promise.resolve(),
      probe: () => Promise.resolve(),
      end: (how) => ended.push(how),
    };
  })(({ topic }) => void heard.push(topic));
  const { signal } = new AbortController();
  await transport.open({ provider: 'x' }, { clientId: 'rt-1' }, signal);
  return { transport, ended, heard, hear: (topic: string) => receive(topic) };
};

describe('a transport of a client that is not ours', () => {
  it('ends where a topic was refused for a reason that passes', async () => {
    const refusal = new ConnectionError('connection/refused', { reason: 0x97, retryable: true });
    const { transport, ended } = await setup({ refusal });
    expect(await settle(transport.subscribe('a'))).to.equal(refusal);
    expect(await transport.closed).to.equal(refusal);
    expect(ended).to.have.length(1);
  });

  it('lives on where a topic is not for us', async () => {
    const refusal = new ConnectionError('connection/not-authorized');
    const { transport, ended } = await setup({ refusal });
    expect(await settle(transport.subscribe('a'))).to.equal(refusal);
    expect(await settle(transport.publish('b', ''))).to.equal('done');
    expect(ended).to.deep.equal([]);
  });

  it('reads on for a moment where another takes over, and not where none does', async () => {
    const { transport, ended, heard, hear } = await setup({ handover: 50 });
    const closing = transport.close();
    hear('in between');
    expect(ended).to.deep.equal([]);
    await closing;
    hear('after it');
    expect(heard).to.deep.equal(['in between']);
    expect(ended).to.deep.equal([{ politely: true, forget: false }]);
    const last = await setup({ handover: 60_000 });
    await last.transport.close({ forget: false });
    expect(last.ended).to.have.length(1);
  });
});
