import { expect } from '@open-wc/testing';
import { Mutes } from '../../../src/adapters/signalwire-v4/mutes.js';

/** Mutes whose telling a test settles by hand. */
const setup = (): { mutes: Mutes; told: string[]; settle: (failed?: boolean) => Promise<void> } => {
  const told: string[] = [];
  const open: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const mutes = new Mutes((kind, muted) => {
    told.push(`${kind} ${muted ? 'off' : 'on'}`);
    return new Promise((resolve, reject) => open.push({ resolve, reject }));
  });
  const settle = async (failed = false): Promise<void> => {
    const one = open.shift();
    if (failed) one?.reject(new Error('away'));
    else one?.resolve();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { mutes, told, settle };
};

describe('telling what is muted', () => {
  it('says nothing that is known already', async () => {
    const { mutes, told } = setup();
    await mutes.set('audio', false);
    expect(told).to.deep.equal([]);
  });

  it('says only the last wish of those that came meanwhile', async () => {
    const { mutes, told, settle } = setup();
    void mutes.set('audio', true);
    void mutes.set('audio', false);
    void mutes.set('audio', true);
    await settle();
    expect(told).to.deep.equal(['audio off']);
    void mutes.set('audio', false);
    await settle();
    expect(told).to.deep.equal(['audio off', 'audio on']);
  });

  it('says it again where it could not be said', async () => {
    const { mutes, told, settle } = setup();
    const set = mutes.set('video', true);
    await settle(true);
    await set;
    mutes.retry();
    await settle();
    mutes.retry();
    expect(told).to.deep.equal(['video off', 'video off']);
  });

  it('undoes what somebody else has muted', async () => {
    const { mutes, told } = setup();
    mutes.changed('audio', true);
    void mutes.set('audio', false);
    expect(told).to.deep.equal(['audio on']);
  });
});
