import { expect } from '@open-wc/testing';
import { HistorySource } from '../../../src/core/chat/history-source.js';
import { readMessage } from '../../../src/protocol/chat-message.js';
import { RtError } from '../../../src/protocol/errors.js';
import { fakeClock } from '../../helpers/fake-clock.js';

interface Asked {
  url: URL;
  init: RequestInit;
}

const page = { messages: [{ user: 'ben', text: 'hi', timestamp: 5e12, id: 'm-1' }], next: 'c' };

const setup = (...answers: (() => Response | Promise<Response>)[]) => {
  const clock = fakeClock();
  const asked: Asked[] = [];
  const source = new HistorySource({
    url: 'https://site.example/history?site=7',
    credentials: 'same-origin',
    room: 'lobby & more',
    readMessage,
    clock,
    fetch: async (url, init = {}) => {
      asked.push({ url: new URL(url as string), init });
      const answer = answers[Math.min(asked.length, answers.length) - 1];
      return answer ? answer() : Response.json(page);
    },
  });
  const read = (before?: string, signal = new AbortController().signal) => {
    const seen: { value?: unknown; error?: unknown } = {};
    source.read(before, signal).then(
      (value) => (seen.value = value),
      (error: unknown) => (seen.error = error),
    );
    return seen;
  };
  /** As the clock's own, and with the time that an engine takes to read an answer. */
  const advance = async (ms: number): Promise<void> => {
    await clock.advance(ms);
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setTimeout(resolve));
    await clock.advance(0);
  };
  return { clock: Object.assign(Object.create(clock) as typeof clock, { advance }), asked, read };
};

const errorOf = ({ error }: { error?: unknown }): RtError => {
  expect(error).to.be.instanceOf(RtError);
  expect((error as RtError).code).to.equal('chat/history-failed');
  return error as RtError;
};

describe('HistorySource', () => {
  it('asks for the newest 50 of the room, with our header, and keeps the route’s own query', async () => {
    const { clock, asked, read } = setup();
    const seen = read();
    await clock.advance(0);
    expect(asked).to.have.length(1);
    const [{ url, init } = { url: new URL('about:blank'), init: {} }] = asked;
    expect(Object.fromEntries(url.searchParams)).to.deep.equal({
      site: '7',
      room: 'lobby & more',
      limit: '50',
    });
    expect(init.headers).to.deep.equal({ 'X-RT-Embed': '1' });
    expect([init.method, init.credentials]).to.deep.equal([undefined, 'same-origin']);
    expect(seen.value).to.deep.equal({
      messages: [{ user: 'ben', text: 'hi', timestamp: clock.now(), id: 'm-1' }],
      next: 'c',
    });
    expect(clock.armed).to.equal(0);
  });

  it('hands the cursor back', async () => {
    const { clock, asked, read } = setup();
    read('a b&c');
    await clock.advance(0);
    expect(asked[0]?.url.searchParams.get('before')).to.equal('a b&c');
  });

  it('tries again after a network error and a 500, and three times in all', async () => {
    const fine = setup(
      () => Promise.reject(new TypeError('down')),
      () => new Response(null, { status: 503 }),
      () => Response.json(page),
    );
    const seen = fine.read();
    await fine.clock.advance(5_000);
    expect(seen.value).to.have.property('next', 'c');
    expect(fine.asked).to.have.length(3);

    const broken = setup(() => new Response(null, { status: 503 }));
    const refused = broken.read();
    await broken.clock.advance(10_000);
    expect(errorOf(refused).status).to.equal(503);
    expect(broken.asked).to.have.length(3);
    expect(broken.clock.armed).to.equal(0);
  });

  it('does not ask a route again that refuses', async () => {
    const { clock, asked, read } = setup(() => new Response('secret', { status: 403 }));
    const seen = read();
    await clock.advance(10_000);
    const { status, message } = errorOf(seen);
    expect(status).to.equal(403);
    expect(message).not.to.contain('secret');
    expect(asked).to.have.length(1);
  });

  it('gives up after 10 seconds, whatever a route does', async () => {
    const { clock, asked, read } = setup(() => new Promise(() => undefined));
    const seen = read();
    await clock.advance(9_990);
    expect(seen.error).to.equal(undefined);
    await clock.advance(20);
    expect(errorOf(seen).message).to.contain('10 seconds');
    expect(asked[0]?.init.signal?.aborted).to.equal(true);
  });

  it('ends with its signal, and says so to the route', async () => {
    const { clock, asked, read } = setup(() => new Promise(() => undefined));
    const end = new AbortController();
    const seen = read(undefined, end.signal);
    await clock.advance(10);
    end.abort(new Error('gone'));
    await clock.advance(0);
    expect((seen.error as Error).message).to.equal('gone');
    expect(asked[0]?.init.signal?.aborted).to.equal(true);
    expect(clock.armed).to.equal(0);
  });

  for (const [what, body] of [
    ['a page', '<!doctype html>'],
    ['something else', '{"items": []}'],
    ['a list', '[]'],
    ['nothing', ''],
  ] as const) {
    it(`says so when the route answers with ${what}, and does not ask again`, async () => {
      const { clock, asked, read } = setup(() => new Response(body));
      const seen = read();
      await clock.advance(0);
      await clock.advance(10_000);
      expect(errorOf(seen).remediation).to.contain('history-endpoint');
      expect(asked).to.have.length(1);
    });
  }

  it('reads no more than 8 MB', async () => {
    let sent = 0;
    const body = new ReadableStream({
      pull: (controller) => {
        sent += 1;
        controller.enqueue(new Uint8Array(1024 * 1024).fill(32));
      },
    });
    const { clock, read } = setup(() => new Response(body));
    const seen = read();
    for (let i = 0; i < 50 && !seen.error; i += 1) await clock.advance(0);
    expect(errorOf(seen).message).to.contain('8 MB');
    expect(sent).to.be.below(12);
  });
});
