import { expect } from '@open-wc/testing';
import { Wants, type Want } from '../../src/core/wants.js';

const request = (...wants: Want[]) => {
  const all = new Wants({});
  for (const want of wants) all.add(want);
  return all.request();
};

describe('Wants', () => {
  it('asks for the one room', () => {
    expect(request({ purpose: 'chat', room: 'a' })).to.deep.equal({ purpose: 'chat', room: 'a' });
  });

  it('asks for every room and topic once, in an order of their own', () => {
    const wants: Want[] = [
      { purpose: 'chat', room: 'b' },
      { purpose: 'status', topic: 'y' },
      { purpose: 'chat', room: 'a' },
      { purpose: 'status', topic: 'x' },
      { purpose: 'status', room: 'a' },
    ];
    const expected = { purpose: 'chat', room: 'a', rooms: ['a', 'b'], topics: ['x', 'y'] };
    expect(request(...wants)).to.deep.equal(expected);
    expect(JSON.stringify(request(...wants.reverse()))).to.equal(
      JSON.stringify(request(...wants.reverse())),
    );
  });

  it('is for chat where anybody chats, else for status', () => {
    expect(request({ purpose: 'status' }).purpose).to.equal('status');
    expect(request({ purpose: 'status' }, { purpose: 'chat' }).purpose).to.equal('chat');
    expect(request()).to.deep.equal({ purpose: 'status' });
  });

  it('forgets who has left, and only them', () => {
    const wants = new Wants({});
    const undo = wants.add({ purpose: 'chat', room: 'a' });
    wants.add({ purpose: 'chat', room: 'a' });
    undo();
    undo();
    expect(wants.request()).to.deep.equal({ purpose: 'chat', room: 'a' });
  });

  it('adds what all share, and lets no shared field change the purpose', () => {
    const wants = new Wants({ provider: 'mqtt', tenant: 7, purpose: 'call', room: 'extra' });
    wants.add({ purpose: 'chat', room: 'a' });
    expect(wants.request()).to.deep.equal({
      provider: 'mqtt',
      tenant: 7,
      purpose: 'chat',
      room: 'a',
    });
  });

  it('does not touch any prototype', () => {
    const shared = JSON.parse('{"__proto__":{"polluted":1}}') as object;
    new Wants(shared).request();
    expect(({} as Record<string, unknown>)['polluted']).to.equal(undefined);
  });
});
