import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { TokenError } from '../../src/protocol/errors.js';
import { parseGrant } from '../../src/protocol/grant.js';

const now = 1_700_000_000_000;
const minute = 60_000;
const secret = 's3cr3t-t0ken';

const base64url = (value: unknown): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(value))))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
const jwt = (claims: unknown): string => `${base64url({ alg: 'HS256' })}.${base64url(claims)}.sig`;

const failure = (body: unknown): TokenError => {
  try {
    parseGrant(body, now);
  } catch (error) {
    if (error instanceof TokenError) return error;
    throw error;
  }
  throw new Error('parseGrant did not throw');
};

describe('parseGrant', () => {
  it('reads a grant with everything', () => {
    const body = {
      provider: 'mqtt',
      url: 'wss://broker.example/mqtt',
      token: secret,
      tokenId: 't1',
      expiresAt: now + 15 * minute,
      refreshAt: now + 12 * minute,
      mqtt: { username: 'u', password: 'p' },
      organizationId: 'o1',
      user: { id: 'ada', name: 'Ada', avatar: '/ada.png' },
    };
    expect(parseGrant({ ...body, more: 1 }, now)).to.deep.equal(body);
  });

  it('reads what the vendors’ own routes answer', () => {
    const answer = {
      access_token: secret,
      token_id: 't1',
      organization_id: 'o1',
      mqtt_credentials: { username: 'u', password: 'p' },
      user_email: 'ada@example.com',
      expires_at: '2023-11-14T22:43:20.000Z',
      refresh_recommended_at: '2023-11-14T22:33:20.000Z',
      host: 'wss://broker.example/mqtt',
    };
    expect(parseGrant(answer, now)).to.deep.equal({
      provider: 'mqtt',
      url: 'wss://broker.example/mqtt',
      token: secret,
      tokenId: 't1',
      expiresAt: now + 30 * minute,
      refreshAt: now + 20 * minute,
      mqtt: { username: 'u', password: 'p' },
      organizationId: 'o1',
      user: { id: 'ada@example.com' },
    });
  });

  it('reads what the vendors’ quickstarts answer', () => {
    const answer = {
      accessToken: secret,
      tokenId: 't1',
      expiresAt: now + minute,
      refreshAt: now + 5,
    };
    expect(parseGrant(answer, now)).to.deep.equal({
      provider: 'mqtt',
      token: secret,
      tokenId: 't1',
      expiresAt: now + minute,
      refreshAt: now + 5,
    });
  });

  it('takes null for "not given", as servers that write every field do', () => {
    const nulls = {
      provider: null,
      url: null,
      tokenId: null,
      expiresAt: null,
      refreshAt: null,
      mqtt: null,
      mqtt_credentials: null,
      organizationId: null,
      user: null,
    };
    expect(parseGrant({ token: secret, ...nulls }, now)).to.deep.equal({
      provider: 'mqtt',
      token: secret,
    });
  });

  it('takes provider and url from the element where the route names none', () => {
    const fallback = { provider: 'other', url: 'wss://fallback.example' };
    expect(parseGrant({ token: 't' }, now, fallback)).to.include(fallback);
    const own = { provider: 'mqtt', url: 'wss://own.example' };
    expect(parseGrant({ token: 't', ...own }, now, fallback)).to.include(own);
  });

  describe('the end', () => {
    const end = (fields: object) => parseGrant({ token: 't', ...fields }, now).expiresAt;
    for (const [what, fields, expected] of [
      ['in ms', { expiresAt: now + minute }, now + minute],
      ['in s', { expires_at: now / 1000 + 60 }, now + minute],
      ['in s, as a string', { expires_at: String(now / 1000 + 60) }, now + minute],
      ['in ms, as a string', { expiry_at: String(now + minute) }, now + minute],
      ['in ISO 8601', { expiresAt: '2023-11-14T22:14:20Z' }, now + minute],
      ['as a life in s', { expiresIn: 60 }, now + minute],
      ['as a life in s, as a string', { expires_in: '60' }, now + minute],
      ['60 days out', { expiresIn: 60 * 86_400 }, now + 60 * 86_400_000],
      ['of an opaque token', {}, undefined],
      ['that is no time', { expiresAt: '0', expires_at: ' ' }, undefined],
      ['that is a word', { expiresAt: 'never' }, undefined],
      ['that is NaN', { expiresAt: NaN }, undefined],
      ['that is infinite', { expiresAt: Infinity }, undefined],
      ['that no date can hold', { expiresAt: 1e300 }, undefined],
      ['of a life that no date can hold', { expiresIn: 1e300 }, undefined],
      ['of a life of nothing', { expiresIn: 0 }, undefined],
      ['of an object', { expiresAt: {}, expires_in: [] }, undefined],
    ] as const) {
      it(`is read ${what}`, () => expect(end(fields)).to.equal(expected));
    }

    it('is the JWT’s own where the route names none', () => {
      const token = jwt({ exp: now / 1000 + 60, name: 'Zoë ☃' });
      expect(end({ token })).to.equal(now + minute);
      expect(end({ token, expiresAt: now + 2 * minute })).to.equal(now + 2 * minute);
    });

    it('is unknown where the token only looks like a JWT', () => {
      for (const token of ['a.b.c', 'a.!.c', 'a..c', `x.${btoa('[1]')}.y`, `x.${btoa('null')}.y`]) {
        expect(end({ token })).to.equal(undefined);
      }
      expect(end({ token: jwt({ exp: 'soon' }) })).to.equal(undefined);
    });

    for (const [what, skew] of [
      ['ahead', 10 * minute],
      ['behind', -10 * minute],
    ] as const) {
      const theirs = now + skew;
      const read = (fields: object, known?: number) =>
        parseGrant({ token: 't', ...fields }, theirs, {}, known);

      it(`is moved to the time of a visitor whose clock is known to be ${what}`, () => {
        const { expiresAt, refreshAt } = read(
          { expiresAt: now + 5 * minute, refreshAt: now + 4 * minute },
          skew,
        );
        expect(expiresAt).to.equal(theirs + 5 * minute);
        expect(refreshAt).to.equal(theirs + 4 * minute);
        const token = jwt({ exp: now / 1000 + 300 });
        expect(read({ token }, skew).expiresAt).to.equal(theirs + 5 * minute);
        expect(read({ expiresIn: 300 }, skew).expiresAt).to.equal(theirs + 5 * minute);
      });

      it(`is moved where only the JWT’s own dates show that the clock is ${what}`, () => {
        const token = jwt({ iat: now / 1000, exp: now / 1000 + 300 });
        expect(read({ token }).expiresAt).to.equal(theirs + 5 * minute);
        const dates = { expiresAt: now + 5 * minute, refreshAt: now + 2 * minute };
        const { expiresAt, refreshAt } = read({ token, ...dates });
        expect([expiresAt, refreshAt]).to.deep.equal([theirs + 5 * minute, theirs + 2 * minute]);
      });
    }

    it('is not put off where the page has had its JWT for a while', () => {
      const token = jwt({ iat: now / 1000 - 600, exp: now / 1000 + 300 });
      expect(end({ token })).to.equal(now + 5 * minute);
    });

    it('is in the past where it is known that the clocks agree', () => {
      const token = jwt({ iat: now / 1000 - 600, exp: now / 1000 - 300 });
      expect(parseGrant({ token }, now, {}, 0).expiresAt).to.equal(now - 5 * minute);
    });

    it('is the life where both are given: it is true whatever the visitor’s clock says', () => {
      const fields = { expiresAt: now - 20 * minute, expiresIn: 300 };
      expect(end(fields)).to.equal(now + 5 * minute);
    });
  });

  describe('the time to refresh', () => {
    const refresh = (fields: object, at = now) => {
      const { refreshAt } = parseGrant({ token: 't', ...fields }, at);
      return refreshAt === undefined ? undefined : refreshAt - at;
    };

    it('is when the route says', () => {
      expect(refresh({ refreshAt: now + 7, expiresIn: 60 })).to.equal(7);
      expect(refresh({ refresh_recommended_at: now / 1000 + 7 })).to.equal(7_000);
    });

    it('is a minute before the end, or a tenth of a longer life, or half of a shorter one', () => {
      expect(refresh({ expiresIn: 300 })).to.equal(4 * minute);
      expect(refresh({ expiresIn: 6_000 })).to.equal(90 * minute);
      expect(refresh({ expiresIn: 60 })).to.equal(30_000);
      expect(refresh({ expiresIn: 60 * 86_400 })).to.equal(54 * 86_400_000);
    });

    it('is never where nobody knows the end', () => {
      expect(refresh({})).to.equal(undefined);
    });

    it('is not after the end, whatever the route says', () => {
      expect(refresh({ expiresIn: 300, refreshAt: now + 10 * minute })).to.equal(4 * minute);
    });

    it('is never in the past', () => {
      expect(refresh({ refreshAt: 1, expiresIn: 300 })).to.equal(4 * minute);
      expect(refresh({ refreshAt: now - 1 })).to.equal(minute);
    });

    it('is sensible for a five-minute token on a clock that is wrong by up to ten minutes', () => {
      const grant = { expiresAt: now + 5 * minute, refreshAt: now + 4 * minute };
      for (let skew = -10; skew <= 10; skew += 1) {
        const left = refresh(grant, now + skew * minute);
        expect(left, `${skew} minutes`).to.be.at.least(30_000);
      }
    });
  });

  describe('who it is for', () => {
    const user = (fields: object) => parseGrant({ token: 't', ...fields }, now).user;
    it('is read as an object, an id or an address', () => {
      expect(user({ user: { id: 'a', name: '', avatar: 3 } })).to.deep.equal({ id: 'a' });
      expect(user({ user: { id: 0, name: 'Root' } })).to.deep.equal({ id: '0', name: 'Root' });
      expect(user({ user: 'a' })).to.deep.equal({ id: 'a' });
      expect(user({ member_id: 'm', user_email: 'e' })).to.deep.equal({ id: 'm' });
      expect(user({ user: [], user_email: 'e' })).to.deep.equal({ id: 'e' });
      expect(user({})).to.equal(undefined);
    });

    it('has to have an id where it is an object', () => {
      expect(failure({ token: 't', user: {} }).message).to.include('"id"');
    });
  });

  describe('that cannot be used', () => {
    for (const [what, body, field] of [
      ['undefined', undefined, 'JSON object'],
      ['null', null, 'JSON object'],
      ['a string', secret, 'JSON object'],
      ['an array', [{ token: secret }], 'JSON object'],
      ['without token', {}, '"token"'],
      ['with an empty token', { token: '' }, '"token"'],
      ['with a number for a token', { token: 5 }, '"token"'],
      ['with a string for credentials', { mqtt: secret }, '"mqtt"'],
      ['without password', { token: secret, mqtt: { username: 'u' } }, '"password"'],
      ['without username', { mqtt: { password: secret } }, '"username"'],
    ] as const) {
      it(`names the field of one that is ${what}`, () => {
        const error = failure(body);
        expect(error).to.include({ code: 'token/malformed', retryable: false });
        expect(error.message).to.include(field);
        expect(error.remediation).to.be.a('string');
      });
    }

    it('is called expired only beyond ten minutes, since clocks differ', () => {
      expect(failure({ token: 't', expiresAt: now - 11 * minute }).code).to.equal('token/expired');
      expect(parseGrant({ token: 't', expiresAt: now - 9 * minute }, now).token).to.equal('t');
      const old = jwt({ exp: now / 1000 - 3600 });
      expect(failure({ token: old }).code).to.equal('token/expired');
    });

    it('never gets into the error', () => {
      for (const body of [
        { token: secret, mqtt: { username: secret } },
        { token: secret, expiresAt: now - 60 * minute },
        { token: secret, user: { email: secret } },
        secret,
      ]) {
        const error = failure(body);
        const told = [error.message, error.remediation, String(error), JSON.stringify(error)];
        expect(told.join()).to.not.include(secret);
        expect(error.cause).to.equal(undefined);
      }
    });
  });

  it('does not touch any prototype', () => {
    const body: unknown = JSON.parse(
      '{"token":"t","__proto__":{"mqtt":{"username":"u","password":"p"}},"constructor":{"a":1}}',
    );
    expect(parseGrant(body, now)).to.deep.equal({ provider: 'mqtt', token: 't' });
  });

  it('never throws anything but a TokenError, and gives only times that a Date can hold', () => {
    const field = fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true });
    const time = fc.oneof(field, fc.double(), fc.maxSafeInteger().map(String), fc.string());
    const body = fc.record(
      {
        token: fc.oneof(fc.string(), field, fc.jsonValue().map(jwt)),
        mqtt: field,
        mqtt_credentials: field,
        expiresAt: time,
        expires_at: time,
        expiresIn: time,
        refreshAt: time,
        user: field,
        url: field,
        provider: field,
      },
      { requiredKeys: ['token'] },
    );
    const run = (some: unknown): void => {
      try {
        const grant = parseGrant(some, now);
        for (const at of [grant.expiresAt, grant.refreshAt]) {
          if (at !== undefined) expect(new Date(at).getTime()).to.be.a('number').and.not.NaN;
        }
        if (grant.refreshAt !== undefined) expect(grant.refreshAt).to.be.above(now);
      } catch (error) {
        expect(error).to.be.instanceOf(TokenError);
      }
    };
    fc.assert(fc.property(body, run), { numRuns: 1_000 });
    fc.assert(fc.property(field, run));
  });
});
