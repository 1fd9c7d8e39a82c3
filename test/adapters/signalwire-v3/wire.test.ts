import { expect } from '@open-wc/testing';
import { failureOf } from '../../../src/adapters/signalwire-v3/failures.js';
import { placeOf } from '../../../src/adapters/signalwire-v3/places.js';
import { Wire, type SdkMessage } from '../../../src/adapters/signalwire-v3/wire.js';

const now = 1_800_000_000_000;
const ours = {
  user: 'ada',
  text: 'Hi',
  timestamp: now - 5,
  name: 'Ada',
  id: 's1-3',
  sid: 's1',
  n: 3,
};

/** As the service hands on what a member has published. */
const from = (member: string, sent: { content: unknown; meta?: unknown }): SdkMessage => ({
  id: 'of-the-service',
  member: { id: member },
  publishedAt: new Date(now - 1),
  ...sent,
});
const encoded = (more = {}) => new Wire().encode(JSON.stringify({ ...ours, v: 1, ...more }));

describe('messages over SignalWire v3', () => {
  it('are a text with texts beside it, since the SDK turns other values around', () => {
    const { content, meta } = encoded();
    expect(content).to.equal('Hi');
    expect(Object.values(meta).every((value) => typeof value === 'string')).to.be.true;
    expect(Object.keys(meta).some((key) => /_|At$/.test(key))).to.be.false;
  });

  it('come back as they were', () => {
    expect(new Wire().decode(from('ada', encoded()), now)).to.deep.equal({ ...ours, v: 1 });
  });

  it('of plain clients have the member, the time and the id of the service', () => {
    expect(new Wire().decode(from('cyd', { content: 'Hi' }), now)).to.deep.equal({
      user: 'cyd',
      text: 'Hi',
      timestamp: now - 1,
      id: 'of-the-service',
    });
  });

  it('are by the member who is proven, not by who is claimed', () => {
    const message = new Wire().decode(from('eve', encoded({ user: 'ada' })), now);
    expect(message?.user).to.equal('eve');
  });

  it('in the session of somebody else are read like those of a plain client', () => {
    const wire = new Wire();
    wire.decode(from('ada', encoded()), now);
    const message = wire.decode(from('eve', encoded({ id: 's1-4', n: 4 })), now);
    expect(message).to.include({ user: 'eve', id: 'of-the-service' });
    expect(message).not.to.have.property('sid');
  });

  it('under the id of somebody else do not stand for theirs', () => {
    const wire = new Wire();
    wire.decode(from('ada', encoded()), now);
    const claim = encoded({ id: 's1-4', sid: 'e1', n: 1 });
    expect(wire.decode(from('eve', claim), now)).to.include({ id: 'of-the-service' });
    const real = encoded({ id: 's1-4', n: 4 });
    expect(wire.decode(from('ada', real), now)).to.include({ id: 's1-4', sid: 's1', n: 4 });
  });

  it('that are said again in another session of their writer keep their id', () => {
    const again = encoded({ id: 's0-2', n: 4 });
    expect(new Wire().decode(from('ada', again), now)).to.include({ id: 's0-2', sid: 's1', n: 4 });
  });

  for (const sid of ['s/1', 's 1', '+', 's'.repeat(65)]) {
    it(`are of no session that can't be a part of a topic: ${sid}`, () => {
      const message = new Wire().decode(from('eve', encoded({ sid, id: `${sid}-3` })), now);
      expect(message).to.include({ id: 'of-the-service' });
    });
  }

  for (const content of [undefined, null, '', {}, { user: 'ada', text: 'claimed' }, ['x']]) {
    it(`that are no text are none: ${JSON.stringify(content)}`, () => {
      const wire = new Wire();
      expect(wire.decode(from('eve', { content }), now)).to.equal(undefined);
      expect(wire.read(from('eve', { content }))).to.equal('{}');
    });
  }

  it('never have a time that is yet to come', () => {
    const message = new Wire().decode(from('ada', encoded({ timestamp: now + 1e9 })), now);
    expect(message?.timestamp).to.equal(now);
  });
});

describe('topics over SignalWire v3', () => {
  it('of a room are its channel, others one of their own', () => {
    expect(placeOf('chat/lobby/messages')).to.deep.equal({
      ...{ channel: 'lobby', part: 'messages', tail: '' },
    });
    expect(placeOf('chat/lobby/typing/s1')).to.include({ channel: 'lobby', tail: 's1' });
    expect(placeOf('jobs/build')).to.include({ channel: 'jobs/build', part: 'value' });
  });
});

describe('answers of SignalWire v3', () => {
  const answers: [answer: unknown, code: string, retryable: boolean][] = [
    [{ code: '403', message: 'No' }, 'connection/not-authorized', false],
    [{ code: -32001, message: 'No' }, 'connection/not-authorized', false],
    [{ code: '413' }, 'connection/too-large', false],
    [{ code: '429' }, 'connection/refused', true],
    [{ code: '503' }, 'connection/refused', true],
    [{ code: -32000 }, 'connection/refused', true],
    [{ code: '422' }, 'connection/refused', false],
    [Symbol('closed'), 'connection/lost', true],
    [undefined, 'connection/lost', true],
  ];
  for (const [answer, code, retryable] of answers) {
    it(`${JSON.stringify(answer) ?? String(answer)} is ${code}`, () => {
      expect(failureOf(answer)).to.include({ code, retryable });
    });
  }
});
