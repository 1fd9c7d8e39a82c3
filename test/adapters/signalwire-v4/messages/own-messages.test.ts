import { expect } from '@open-wc/testing';
import {
  OwnMessages,
  type Kept,
} from '../../../../src/adapters/signalwire-v4/messages/own-messages.js';
import type { WireMessage } from '../../../../src/protocol/chat-message.js';

const wire = (n: number, text: string): WireMessage => ({
  ...{ user: 'ada', text, timestamp: n, id: `s-${n}`, sid: 's', n },
});

/** A message as the service has it; its id tells when it came. */
const kept = (at: number, text: string, group = 'blue'): Kept => ({
  id: `k${at}`,
  group,
  text,
  at,
});

const setup = () => {
  const own = new OwnMessages();
  const send = (n: number, text: string, group = 'blue') => {
    const sent = own.begin(wire(n, text), group);
    sent.tried = true;
    return sent;
  };
  const idOf = (one: Kept): string | undefined => own.find(one)?.id;
  return { own, send, idOf };
};

describe('our own messages in a conversation', () => {
  it('are known by what the service has answered', () => {
    const { own, send, idOf } = setup();
    own.named(send(1, 'Hello'), 'k5');
    expect(idOf(kept(5, 'Hello'))).to.equal('s-1');
    expect(idOf(kept(6, 'Hello'))).to.equal(undefined);
  });

  it('are known by their text, whatever comes first, and stay what they are', () => {
    const { own, send, idOf } = setup();
    const sent = send(1, 'Hello ');
    expect(idOf(kept(5, 'Hello'))).to.equal('s-1');
    own.named(sent, 'k5');
    expect(idOf(kept(5, 'Hello'))).to.equal('s-1');
    expect(idOf(kept(5, 'Hello', 'red'))).to.equal('s-1');
  });

  it('are each taken for one only, in the order they were sent', () => {
    const { send, idOf } = setup();
    send(1, 'ok');
    send(2, 'ok');
    expect([5, 6, 7].map((at) => idOf(kept(at, 'ok')))).to.deep.equal(['s-1', 's-2', undefined]);
  });

  it('leave the other one to another with the same text', () => {
    const { own, send, idOf } = setup();
    const first = send(1, 'ok');
    send(2, 'ok');
    // The first is taken for what another page of ours has said.
    expect(idOf(kept(5, 'ok'))).to.equal('s-1');
    own.named(first, 'k6');
    expect(idOf(kept(6, 'ok'))).to.equal('s-2');
  });

  it('are none that were there before they were sent, nor of another conversation', () => {
    const { own, send, idOf } = setup();
    own.seen(kept(5, 'ok'));
    send(1, 'ok');
    expect(idOf(kept(4, 'ok'))).to.equal(undefined);
    expect(idOf(kept(5, 'ok'))).to.equal(undefined);
    expect(idOf(kept(9, 'ok', 'red'))).to.equal(undefined);
    expect(idOf({ ...kept(5, 'ok'), id: 'other' })).to.equal('s-1');
  });

  it('are none that nobody has tried to send, or that were refused', () => {
    const { own, send, idOf } = setup();
    own.begin(wire(1, 'ok'), 'blue');
    expect(idOf(kept(5, 'ok'))).to.equal(undefined);
    own.drop(send(2, 'ok'));
    expect(idOf(kept(6, 'ok'))).to.equal(undefined);
  });

  it('are the same when they are tried again', () => {
    const { own, send, idOf } = setup();
    const sent = send(1, 'ok');
    expect(own.begin(wire(1, 'ok'), 'blue')).to.equal(sent);
    idOf(kept(5, 'ok'));
    expect(own.begin(wire(1, 'ok'), 'blue').id).to.equal('k5');
  });
});
