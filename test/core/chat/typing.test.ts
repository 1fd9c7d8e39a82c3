import { expect } from '@open-wc/testing';
import { Typing } from '../../../src/core/chat/typing.js';
import { fakeClock } from '../../helpers/fake-clock.js';

const setup = () => {
  const clock = fakeClock();
  let changes = 0;
  const typing = new Typing(clock, () => (changes += 1));
  const say = (sid: string, record: unknown): void =>
    typing.take({
      topic: `chat/lobby/typing/${sid}`,
      payload: new TextEncoder().encode(JSON.stringify(record)),
      retain: false,
    });
  const on = (sid: string, user: string): void => say(sid, { user, name: user, on: true });
  const off = (sid: string, user: string): void => say(sid, { user, on: false });
  const users = (): string[] => typing.list.map(({ user }) => user);
  return { clock, typing, say, on, off, users, changes: () => changes };
};

describe('Typing', () => {
  it('knows who types, until they say that they don’t', () => {
    const { on, off, users } = setup();
    on('s1', 'ada');
    on('s2', 'ben');
    expect(users()).to.deep.equal(['ada', 'ben']);
    off('s1', 'ada');
    expect(users()).to.deep.equal(['ben']);
  });

  it('forgets who says nothing for 5 s', async () => {
    const { clock, on, users } = setup();
    on('s1', 'ada');
    await clock.advance(3_000);
    on('s1', 'ada');
    await clock.advance(4_900);
    expect(users()).to.deep.equal(['ada']);
    await clock.advance(200);
    expect(users()).to.deep.equal([]);
    expect(clock.armed).to.equal(0);
  });

  it('forgets who has said what they were typing', () => {
    const { typing, on, users } = setup();
    on('s1', 'ada');
    on('s2', 'ben');
    typing.said(new Set(['ada', 'cyd']));
    expect(users()).to.deep.equal(['ben']);
  });

  it('names a person once, who types in two tabs', () => {
    const { on, users } = setup();
    on('s1', 'ada');
    on('s2', 'ada');
    expect(users()).to.deep.equal(['ada']);
  });

  it('tells of changes only', () => {
    const { on, off, typing, changes } = setup();
    for (let i = 0; i < 5; i += 1) on('s1', 'ada');
    expect(changes()).to.equal(1);
    off('s2', 'ben');
    typing.said(new Set(['ben']));
    expect(changes()).to.equal(1);
    off('s1', 'ada');
    expect(changes()).to.equal(2);
  });

  it('keeps twenty at most, and as many timers', async () => {
    const { clock, on, users } = setup();
    for (let i = 0; i < 1_000; i += 1) on(`s${i}`, `user${i}`);
    expect(users()).to.have.length(20);
    expect(clock.armed).to.equal(20);
    await clock.advance(5_000);
    expect(users()).to.deep.equal([]);
  });

  it('does not mind what is none', () => {
    const { say, users, changes } = setup();
    for (const record of [null, 7, 'x', [], {}, { user: 1, on: true }]) say('s1', record);
    expect(users()).to.deep.equal([]);
    expect(changes()).to.equal(0);
  });
});
