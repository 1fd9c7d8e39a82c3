import { expect } from '@open-wc/testing';
import { TokenClient, type TokenSource } from '../../src/core/token-client.js';
import { TokenError, type RtError } from '../../src/protocol/errors.js';
import type { Grant, TokenRequest } from '../../src/protocol/grant.js';
import { fakeClock } from '../helpers/fake-clock.js';

const secret = 's3cr3t-t0ken';
const never = new AbortController().signal;
/** An answer whose body is there as fast as promises go: a real one takes time of its own. */
const answered = (init: ResponseInit | undefined, text: () => Promise<string>): Response =>
  Object.assign(new Response('', init), { text });
const json = (body: unknown, init?: ResponseInit): Response =>
  answered(init, () => Promise.resolve(JSON.stringify(body)));

type Answer = (count: number, signal: AbortSignal) => Response | Promise<Response>;

const setup = (answer: Answer, source: Partial<TokenSource> = {}) => {
  const clock = fakeClock();
  const requests: { url: string; init: RequestInit; at: number }[] = [];
  const start = clock.now();
  const fetch = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    requests.push({ url: input as string, init, at: clock.now() - start });
    return answer(requests.length, init.signal ?? never);
  };
  const client = new TokenClient(
    { endpoint: '/token', credentials: 'same-origin', fallback: {}, ...source },
    () => ({ purpose: 'chat', room: 'lobby' }),
    { clock, fetch },
  );
  return { clock, client, requests };
};

/** A promise's outcome, to look at without waiting for it. */
const watch = (promise: Promise<Grant>): { grant?: Grant; error?: RtError } => {
  const seen: { grant?: Grant; error?: RtError } = {};
  promise.then(
    (grant) => (seen.grant = grant),
    (error: unknown) => (seen.error = error as RtError),
  );
  return seen;
};

/** Everything of an error that somebody could print. */
const printed = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const own = JSON.stringify(error, Object.getOwnPropertyNames(error));
  return [String(error), error.stack, own, error.cause ? printed(error.cause) : ''].join('\n');
};

describe('TokenClient', () => {
  describe('asking the route', () => {
    it('posts the request as JSON, with the header that forms can’t send', async () => {
      const { client, requests } = setup(() => json({ token: 't' }));
      const grant = await client.get(never);
      expect(grant).to.deep.equal({ provider: 'mqtt', token: 't' });
      const { url, init } = requests[0] ?? {};
      expect(url).to.equal('/token');
      expect(init).to.include({ method: 'POST', credentials: 'same-origin' });
      expect(new Headers(init?.headers).get('X-RT-Embed')).to.equal('1');
      expect(new Headers(init?.headers).get('Content-Type')).to.equal('application/json');
      expect(JSON.parse(init?.body as string)).to.deep.equal({ purpose: 'chat', room: 'lobby' });
    });

    it('sends cookies to another origin only when told to', async () => {
      const { client, requests } = setup(() => json({ token: 't' }), { credentials: 'include' });
      await client.get(never);
      expect(requests[0]?.init.credentials).to.equal('include');
    });

    it('asks once for all who ask at the same time', async () => {
      const { client, requests } = setup(() => json({ token: 't' }));
      const grants = await Promise.all([client.get(never), client.get(never), client.get(never)]);
      expect(new Set(grants).size).to.equal(1);
      expect(requests).to.have.length(1);
    });

    it('tells all who wait of the one failure', async () => {
      const { client, requests } = setup(() => new Response('', { status: 403 }));
      const seen = await Promise.all(
        [client.get(never), client.get(never)].map((one) => one.catch((error: unknown) => error)),
      );
      expect(seen[0]).to.be.instanceOf(TokenError).and.equal(seen[1]);
      expect(requests).to.have.length(1);
    });

    it('keeps the grant until its refresh time', async () => {
      const { clock, client, requests } = setup(() => json({ token: 't', expiresIn: 300 }));
      await client.get(never);
      await clock.advance(240_000 - 1);
      await client.get(never);
      expect(requests).to.have.length(1);
      await clock.advance(1);
      await client.get(never);
      expect(requests).to.have.length(2);
    });

    it('keeps a grant that names no end', async () => {
      const { clock, client, requests } = setup(() => json({ token: 't' }));
      await client.get(never);
      await clock.advance(365 * 86_400_000);
      await client.get(never);
      expect(requests).to.have.length(1);
    });

    it('asks again once told to forget, and after a failure', async () => {
      const { client, requests } = setup((count) =>
        count === 2 ? new Response('', { status: 403 }) : json({ token: `t${count}` }),
      );
      await client.get(never);
      client.invalidate();
      expect(await client.get(never).catch((error: unknown) => error)).to.include({
        code: 'token/http-status',
      });
      expect((await client.get(never)).token).to.equal('t3');
      expect(requests).to.have.length(3);
    });

    it('describes what it asks for anew every time', async () => {
      const rooms = ['a', 'b'];
      const seen: unknown[] = [];
      const client = new TokenClient(
        {
          credentials: 'same-origin',
          fallback: {},
          getToken: ({ room }) => (seen.push(room), Promise.resolve({ token: 't' })),
        },
        () => ({ purpose: 'chat', room: rooms.shift() ?? '' }),
        { clock: fakeClock() },
      );
      await client.get(never);
      client.invalidate();
      await client.get(never);
      expect(seen).to.deep.equal(['a', 'b']);
    });
  });

  describe('trying again', () => {
    for (const status of [400, 401, 403, 404, 405, 422]) {
      it(`is no use after ${status}`, async () => {
        const { clock, client, requests } = setup(() => new Response('', { status }));
        const seen = watch(client.get(never));
        await clock.advance(20_000);
        expect(requests).to.have.length(1);
        expect(seen.error).to.include({ code: 'token/http-status', status, retryable: false });
        expect(seen.error?.message).to.include(String(status));
      });
    }

    for (const status of [429, 500, 502, 503, 504]) {
      it(`is done at most twice after ${status}`, async () => {
        const { clock, client, requests } = setup(() => new Response('', { status }));
        const seen = watch(client.get(never));
        await clock.advance(20_000);
        expect(requests).to.have.length(3);
        expect(requests.at(-1)?.at).to.be.below(10_000);
        expect(seen.error).to.include({ code: 'token/http-status', status, retryable: true });
      });
    }

    it('is done after a network error, and then it may work', async () => {
      const { clock, client, requests } = setup((count) => {
        if (count < 3) throw new TypeError('Failed to fetch');
        return json({ token: 't' });
      });
      const seen = watch(client.get(never));
      await clock.advance(10_000);
      expect(seen.grant?.token).to.equal('t');
      expect(requests).to.have.length(3);
    });

    it('ends with what was wrong with the network', async () => {
      const cause = new TypeError('Failed to fetch');
      const { clock, client } = setup(() => Promise.reject(cause));
      const seen = watch(client.get(never));
      await clock.advance(10_000);
      expect(seen.error).to.include({ code: 'token/network', retryable: true, cause });
      expect(seen.error?.remediation).to.include('CORS');
    });

    it('is done where the line breaks in the middle of the answer', async () => {
      const { clock, client, requests } = setup((count) => {
        if (count > 1) return json({ token: 't' });
        return answered(undefined, () => Promise.reject(new TypeError('network')));
      });
      const seen = watch(client.get(never));
      await clock.advance(10_000);
      expect(seen.grant?.token).to.equal('t');
      expect(requests).to.have.length(2);
    });

    const retryAfter = (value: string) =>
      setup((count) =>
        count === 1
          ? new Response('', { status: 429, headers: { 'Retry-After': value } })
          : json({ token: 't' }),
      );

    it('waits as many seconds as the route asks for', async () => {
      const { clock, client, requests } = retryAfter('3');
      watch(client.get(never));
      await clock.advance(10_000);
      expect(requests.map(({ at }) => at)).to.deep.equal([0, 3_000]);
    });

    it('waits until the date that the route names', async () => {
      const date = new Date(fakeClock().now() + 4_000).toUTCString();
      const { clock, client, requests } = retryAfter(date);
      watch(client.get(never));
      await clock.advance(10_000);
      expect(requests.map(({ at }) => at)).to.deep.equal([0, 4_000]);
    });

    it('waits until the date that the route names, on a clock that is ten minutes off', async () => {
      const server = fakeClock().now() - 600_000;
      const utc = (ms: number): string => new Date(ms).toUTCString();
      const headers = { Date: utc(server), 'Retry-After': utc(server + 4_000) };
      const { clock, client, requests } = setup((count) =>
        count === 1 ? new Response('', { status: 503, headers }) : json({ token: 't' }),
      );
      watch(client.get(never));
      await clock.advance(10_000);
      expect(requests[1]?.at).to.be.within(3_000, 4_000);
    });

    for (const [what, value] of [
      ['0 seconds', '0'],
      ['a date in the past', 'Thu, 01 Jan 1970 00:00:00 GMT'],
      ['a word', 'soon'],
      ['a negative number', '-5'],
    ] as const) {
      it(`waits a moment even where the route asks for ${what}`, async () => {
        const { clock, client, requests } = retryAfter(value);
        watch(client.get(never));
        await clock.advance(10_000);
        expect(requests).to.have.length(2);
        expect(requests[1]?.at).to.be.within(100, 2_000);
      });
    }

    for (const value of ['60', '99999999999999999999', 'Fri, 01 Jan 2100 00:00:00 GMT']) {
      it(`leaves it to the caller where the route asks for more time than there is: ${value}`, async () => {
        const { clock, client, requests } = retryAfter(value);
        const seen = watch(client.get(never));
        await clock.advance(0);
        expect(requests).to.have.length(1);
        expect(seen.error).to.include({ status: 429, retryable: true });
        expect(seen.error?.retryAfter).to.be.at.least(60_000);
        expect(clock.armed).to.equal(0);
      });
    }
  });

  describe('the answer’s own Date', () => {
    const life = async (ahead: number): Promise<number | undefined> => {
      const { clock, client } = setup(() =>
        json(
          { token: 't', expiresAt: clock.now() - ahead + 300_000 },
          { headers: { Date: new Date(clock.now() - ahead).toUTCString() } },
        ),
      );
      const { expiresAt = NaN } = await client.get(never);
      return (expiresAt - clock.now()) / 1_000;
    };

    for (const ahead of [-600_000, 600_000, -86_400_000, 86_400_000]) {
      it(`tells how long the token lives on a clock that is ${ahead / 1_000} s ahead`, async () => {
        // A second is what a date may leave out.
        expect(await life(ahead)).to.be.within(299, 300);
      });
    }

    for (const ahead of [-3_000, 0, 3_000]) {
      it(`changes nothing where the clock is ${ahead / 1_000} s ahead: answers take time`, async () => {
        expect(await life(ahead)).to.equal(300 - ahead / 1_000);
      });
    }
  });

  describe('an answer that is none', () => {
    for (const [what, body] of [
      ['HTML', '<!doctype html><title>Sign in</title>'],
      ['nothing', ''],
      ['a bare token', secret],
      ['JSON with a slip', `{"token":"${secret}",}`],
      ['half of the JSON', `{"token":"${secret}","user":{"i`],
    ] as const) {
      it(`is refused without being quoted: ${what}`, async () => {
        const { client, requests } = setup(() => new Response(body));
        const error = await client.get(never).catch((one: unknown) => one);
        expect(error).to.be.instanceOf(TokenError);
        expect(error).to.include({ code: 'token/malformed', retryable: false });
        expect(requests).to.have.length(1);
        expect(printed(error)).to.not.include(secret.slice(0, 5));
        expect(printed(error)).to.not.include('doctype');
      });
    }

    it('is not quoted where the status says no', async () => {
      const { client } = setup(() => json({ detail: secret }, { status: 400, statusText: 'No' }));
      const error = await client.get(never).catch((one: unknown) => one);
      expect(printed(error)).to.not.include(secret);
    });

    it('is refused where it is a grant that has ended', async () => {
      const { client, clock } = setup(() => json({ token: secret, expiresAt: 1 }));
      const seen = watch(client.get(never));
      await clock.advance(0);
      expect(seen.error).to.include({ code: 'token/expired' });
      expect(printed(seen.error)).to.not.include(secret);
    });
  });

  describe('the deadline', () => {
    const hangs: Answer = (_, signal) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error)),
      );

    it('is ten seconds for a route that never answers', async () => {
      const { clock, client, requests } = setup(hangs);
      const seen = watch(client.get(never));
      await clock.advance(9_999);
      expect(seen).to.deep.equal({});
      await clock.advance(1);
      expect(seen.error).to.be.instanceOf(TokenError);
      expect(seen.error).to.include({ code: 'token/timeout', retryable: true });
      expect(requests[0]?.init.signal?.aborted).to.equal(true);
      expect(clock.armed).to.equal(0);
    });

    it('is ten seconds for an answer that begins and never ends', async () => {
      const { clock, client } = setup(() => new Response(new ReadableStream()));
      const seen = watch(client.get(never));
      await clock.advance(10_000);
      expect(seen.error).to.include({ code: 'token/timeout' });
    });

    it('covers all tries together', async () => {
      const { clock, client } = setup((count, signal) =>
        count < 3 ? new Response('', { status: 500 }) : hangs(count, signal),
      );
      const seen = watch(client.get(never));
      await clock.advance(10_000);
      expect(seen.error).to.include({ code: 'token/timeout' });
    });

    it('leaves nothing behind: the next one asks afresh', async () => {
      const { clock, client, requests } = setup((count, signal) =>
        count === 1 ? hangs(count, signal) : json({ token: 't' }),
      );
      watch(client.get(never));
      await clock.advance(10_000);
      expect((await client.get(never)).token).to.equal('t');
      expect(requests).to.have.length(2);
      expect(clock.armed).to.equal(0);
    });
  });

  describe('giving up', () => {
    const later = () => {
      let answer: (response: Response) => void = () => undefined;
      const made = setup(
        (_count, signal) =>
          new Promise<Response>((resolve, reject) => {
            answer = resolve;
            signal.addEventListener('abort', () => reject(signal.reason as Error));
          }),
      );
      return { ...made, answer: (response: Response) => answer(response) };
    };

    it('does not even ask for someone who has given up before', async () => {
      const { client, requests } = later();
      const reason = new Error('gone');
      const error = await client.get(AbortSignal.abort(reason)).catch((one: unknown) => one);
      expect(error).to.equal(reason);
      expect(requests).to.have.length(0);
    });

    it('of one lets the others have their answer', async () => {
      const { clock, client, requests, answer } = later();
      const [first, second] = [new AbortController(), new AbortController()];
      const seen = [first, second].map(({ signal }) => watch(client.get(signal)));
      const reason = new Error('gone');
      await clock.advance(0);
      first.abort(reason);
      await clock.advance(0);
      expect(seen[0]?.error).to.equal(reason);
      expect(requests[0]?.init.signal?.aborted).to.equal(false);
      answer(json({ token: 't' }));
      await clock.advance(0);
      expect(seen[1]?.grant?.token).to.equal('t');
    });

    it('of all ends the request, and the next one asks afresh', async () => {
      const { clock, client, requests, answer } = later();
      const controllers = [new AbortController(), new AbortController()];
      const seen = controllers.map(({ signal }) => watch(client.get(signal)));
      await clock.advance(0);
      for (const controller of controllers) controller.abort(new Error('gone'));
      await clock.advance(0);
      expect(requests[0]?.init.signal?.aborted).to.equal(true);
      expect(seen.map(({ error }) => error?.message)).to.deep.equal(['gone', 'gone']);
      expect(clock.armed).to.equal(0);
      const next = watch(client.get(never));
      await clock.advance(0);
      answer(json({ token: 't' }));
      await clock.advance(0);
      expect(next.grant?.token).to.equal('t');
      expect(requests).to.have.length(2);
    });

    it('between two tries ends the waiting', async () => {
      const { clock, client, requests } = setup(() => new Response('', { status: 500 }));
      const controller = new AbortController();
      const seen = watch(client.get(controller.signal));
      await clock.advance(0);
      controller.abort(new Error('gone'));
      await clock.advance(20_000);
      expect(seen.error?.message).to.equal('gone');
      expect(requests).to.have.length(1);
    });

    it('does not take anything from one who has the answer', async () => {
      const { client } = setup(() => json({ token: 't' }));
      const controller = new AbortController();
      const grant = await client.get(controller.signal);
      controller.abort();
      expect(await client.get(never)).to.equal(grant);
    });
  });

  describe('a page’s own getToken', () => {
    const own = (getToken: (request: TokenRequest, signal: AbortSignal) => unknown) =>
      setup(() => json({ token: 'from the route' }), {
        getToken: getToken as NonNullable<TokenSource['getToken']>,
      });

    it('is asked instead of the route', async () => {
      let asked: TokenRequest | undefined;
      const { client, requests } = own((request) => {
        asked = request;
        return { accessToken: 'own' };
      });
      expect((await client.get(never)).token).to.equal('own');
      expect(asked).to.deep.equal({ purpose: 'chat', room: 'lobby' });
      expect(requests).to.have.length(0);
    });

    for (const [what, garbage] of [
      ['nothing', undefined],
      ['null', null],
      ['a number', 5],
      ['a bare token', secret],
      ['an array', []],
      ['an empty object', {}],
      ['a function', () => secret],
      ['a symbol', Symbol('s')],
    ] as const) {
      it(`is told what is wrong with ${what}`, async () => {
        const { client } = own(() => garbage);
        const error = await client.get(never).catch((one: unknown) => one);
        expect(error).to.include({ code: 'token/malformed', retryable: false });
        expect(printed(error)).to.not.include(secret);
      });
    }

    for (const [how, fail] of [
      [
        'throws',
        () => {
          throw new Error('broken');
        },
      ],
      ['rejects', () => Promise.reject(new Error('broken'))],
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- pages do it
      ['rejects with nothing', () => Promise.reject(undefined)],
    ] as const) {
      it(`that ${how} is asked three times`, async () => {
        let asked = 0;
        const { clock, client } = own(() => ((asked += 1), fail()));
        const seen = watch(client.get(never));
        await clock.advance(10_000);
        expect(asked).to.equal(3);
        expect(seen.error).to.include({ code: 'token/network', retryable: true });
        expect(seen.error?.message).to.include('getToken');
      });
    }

    it('may say with an error of ours that asking again is no use', async () => {
      let asked = 0;
      const final = new TokenError('token/http-status', { status: 401 });
      const { client } = own(() => ((asked += 1), Promise.reject(final)));
      expect(await client.get(never).catch((one: unknown) => one)).to.equal(final);
      expect(asked).to.equal(1);
    });

    it('that never settles and ignores its signal holds nobody up', async () => {
      const { clock, client } = own(() => new Promise(() => undefined));
      const seen = watch(client.get(never));
      await clock.advance(10_000);
      expect(seen.error).to.include({ code: 'token/timeout' });
      expect(clock.armed).to.equal(0);
    });

    it('that settles after everybody has left changes nothing', async () => {
      const settle: ((grant: unknown) => void)[] = [];
      const { clock, client } = own(() => new Promise((resolve) => settle.push(resolve)));
      const controller = new AbortController();
      watch(client.get(controller.signal));
      controller.abort();
      await clock.advance(0);
      const next = watch(client.get(never));
      await clock.advance(0);
      settle[0]?.({ token: 'late' });
      await clock.advance(0);
      expect(next).to.deep.equal({});
      settle[1]?.({ token: 'fresh' });
      await clock.advance(0);
      expect(next.grant?.token).to.equal('fresh');
    });

    it('is told when nobody waits any more', async () => {
      let told: AbortSignal | undefined;
      const { client } = own((_, signal) => ((told = signal), new Promise(() => undefined)));
      const controller = new AbortController();
      const left = client.get(controller.signal).catch((one: unknown) => one);
      controller.abort(new Error('gone'));
      await left;
      expect(told?.aborted).to.equal(true);
    });
  });
});
