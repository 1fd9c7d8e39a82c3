import { expect } from '@open-wc/testing';
import { readShown, type KeptPage } from '../../../src/adapters/signalwire-v3/pages.js';
import { Wire } from '../../../src/adapters/signalwire-v3/wire.js';

const page = (contents: unknown[], after?: string): KeptPage => ({
  messages: contents.map((content, i) => ({ id: `${after}-${i}`, content, member: { id: 'cyd' } })),
  cursor: { after: after ?? null },
});

/** Reads from a service that keeps these, by cursor. */
const reading = async (pages: Record<string, KeptPage>, from?: string) => {
  const asked: (string | undefined)[] = [];
  const wire = new Wire();
  const ask = (after: string | undefined): Promise<KeptPage> => {
    asked.push(after);
    return Promise.resolve(pages[after ?? ''] ?? page([]));
  };
  const decode = wire.decode.bind(wire);
  const { messages, next } = await readShown(
    { ask, decode: (message) => decode(message) },
    from,
    new AbortController().signal,
  );
  return { asked, texts: messages.map(({ text }) => text), next };
};

describe('history over SignalWire v3', () => {
  it('goes on past pages with nothing to show', async () => {
    const pages = { '': page([{}, null], 'a'), a: page([], 'b'), b: page(['two', 'one'], 'c') };
    expect(await reading(pages)).to.deep.equal({
      asked: [undefined, 'a', 'b'],
      texts: ['one', 'two'],
      next: 'c',
    });
  });

  it('ends where there is no other page', async () => {
    const pages = { a: page([{}], 'b'), b: page([{}]) };
    expect(await reading(pages, 'a')).to.deep.equal({ asked: ['a', 'b'], texts: [], next: null });
  });
});
