import { aTimeout, expect } from '@open-wc/testing';
import { Members, type SdkMember } from '../../../src/adapters/signalwire-v3/members.js';

/** One page's view of a channel, whose states the test holds. */
const page = (me = 'ben') => {
  const told: [part: string, tail: string, payload: unknown][] = [];
  const states: Record<string, unknown>[] = [];
  const list: SdkMember[] = [];
  const members = new Members({
    channel: 'lobby',
    me,
    load: async () => list,
    setState: async (state) => void states.push(state),
    deliver: (part, tail, payload) =>
      told.push([part, tail, payload === '' ? '' : JSON.parse(payload)]),
  });
  const here = (sid: string) =>
    members.say('presence', sid, JSON.stringify({ user: me, name: 'Ben', since: 7 }));
  return { members, told, states, list, here };
};

const saidIn = (state: Record<string, unknown> | undefined) =>
  JSON.parse(String(state?.['rt'])) as Record<string, Record<string, number>>;

describe('members over SignalWire v3', () => {
  it('are said to be there with each of their sessions, and plain ones once', async () => {
    const [ben, ada] = [page(), page('ada')];
    await ben.here('s1');
    ada.list.push({ id: 'ben', state: ben.states[0] }, { id: 'c/d', state: {} }, { id: 'ada' });
    await ada.members.follow('presence');
    expect(ada.told).to.deep.equal([
      ['presence', 's1', { user: 'ben', name: 'Ben', state: 'here', since: 7 }],
      ['presence', 'c%2Fd', { user: 'c/d', name: 'c/d', state: 'here' }],
    ]);
    ada.members.left('ben');
    expect(ada.told.at(-1)).to.deep.equal(['presence', 's1', '']);
  });

  it('say what they say beside what other sessions of theirs have said', async () => {
    const one = page();
    await one.here('s1');
    const two = page();
    two.members.changed({ id: 'ben', state: one.states[0] });
    await two.here('s2');
    expect(saidIn(two.states[0])['here']).to.deep.equal({ s1: 7, s2: 7 });
    await two.members.say('presence', 's2', '');
    expect(saidIn(two.states.at(-1))['here']).to.deep.equal({ s1: 7 });
  });

  it('put back what another session has written over', async () => {
    const one = page();
    await one.here('s1');
    const two = page();
    await two.here('s2');
    one.members.changed({ id: 'ben', state: two.states[0] });
    await aTimeout(600);
    expect(saidIn(one.states.at(-1))['here']).to.deep.equal({ s2: 7, s1: 7 });
  });

  it('type as long as they say so', async () => {
    const [ben, ada] = [page(), page('ada')];
    const types = (on: boolean) =>
      ben.members.say('typing', 's1', JSON.stringify({ user: 'ben', name: 'Ben', on }));
    for (const on of [true, true, false]) await types(on);
    for (const state of ben.states) ada.members.changed({ id: 'ben', state });
    const typed = ada.told.filter(([part]) => part === 'typing');
    const person = { user: 'ben', name: 'Ben' };
    expect(typed.map(([, sid, payload]) => [sid, payload])).to.deep.equal([
      ['s1', { ...person, on: true }],
      ['s1', { ...person, on: true }],
      ['s1', { ...person, on: false }],
    ]);
    expect(ben.states.map(({ typing }) => typing)).to.deep.equal([true, true, false]);
  });

  it('never have read less than they had', async () => {
    const ben = page();
    const before = { rt: JSON.stringify({ here: {}, types: {}, read: { a: 9, b: 1 } }) };
    ben.members.changed({ id: 'ben', state: before });
    await ben.members.say('receipts', 'ben', JSON.stringify({ a: 3, b: 5 }));
    expect(saidIn(ben.states[0])['read']).to.deep.equal({ a: 9, b: 5 });
  });

  it('say no more than fits into a state', async () => {
    const ben = page();
    const many = Object.fromEntries(
      Array.from({ length: 99 }, (_, i) => [`${i}`.padStart(20, 'f'), 123_456]),
    );
    for (const sid of Object.keys(many).slice(0, 30)) {
      await ben.members.say('presence', sid, JSON.stringify({ name: 'Ben', since: Date.now() }));
      await ben.members.say('typing', sid, JSON.stringify({ on: true }));
    }
    await ben.members.say('receipts', 'ben', JSON.stringify(many));
    expect(JSON.stringify(ben.states.at(-1)).length).to.be.below(2_000);
  });

  it('say less of what was read where their sessions have long names', async () => {
    const ben = page();
    const long = (i: number): string => `${i}`.padStart(64, 'f');
    for (let i = 0; i < 9; i += 1) await ben.here(long(i));
    const read = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [long(i), i + 1]));
    await ben.members.say('receipts', 'ben', JSON.stringify(read));
    const state = ben.states.at(-1);
    expect(JSON.stringify(state).length).to.be.at.most(2_000);
    expect(Object.keys(saidIn(state)['here'] ?? {})).to.have.length(9);
    // The newest.
    expect(saidIn(state)['read']).to.include({ [long(29)]: 30 });
  });

  for (const [what, said] of [
    ['have read other things', { here: { s1: 7, s2: 7 }, read: { x: 1 } }],
    [
      'are too many',
      { here: Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`p${i}`, 7])) },
    ],
  ] as const) {
    it(`do not write over each other for ever where they ${what}`, async () => {
      const one = page();
      await one.here('s1');
      await one.members.say('receipts', 'ben', JSON.stringify({ a: 1, b: 2 }));
      const written = one.states.length;
      one.members.changed({ id: 'ben', state: { rt: JSON.stringify(said) } });
      await aTimeout(600);
      expect(one.states).to.have.length(written);
    });
  }

  it('may write what they like: nothing of it is taken for what it is not', () => {
    const ada = page('ada');
    const bad = ['{', '[]', '{"here":{"a/b":1,"x":"y"},"types":7,"read":{"s":-1}}', 7, null];
    for (const rt of bad) ada.members.changed({ id: 'eve', state: { rt, name: 4 } });
    const sids = new Set(ada.told.map(([, sid]) => sid));
    expect(sids).to.deep.equal(new Set(['eve']));
  });
});
