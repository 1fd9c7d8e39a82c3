import { expect } from '@open-wc/testing';
import {
  messageIn,
  placeOf,
  saidIn,
  writerAt,
} from '../../../../src/adapters/signalwire-v4/messages/readers.js';
import { refusal } from '../../../../src/adapters/signalwire-v4/messages/rest.js';

const now = 1_800_000_000_000;
const good = {
  ...{ id: 'm', subtype: 'chat', group_id: 'g', text: 'Hello' },
  ...{ from_fabric_address_id: 'a', ts: now - 5 },
};

describe('what a conversation holds', () => {
  it('is read, whatever its time is given in', () => {
    const said = { id: 'm', group: 'g', text: 'Hello', from: 'a' };
    expect(saidIn(good, now)).to.deep.equal({ ...said, at: now - 5 });
    for (const ts of [now / 1_000, `${now / 1_000}`, new Date(now).toISOString()]) {
      expect(saidIn({ ...good, ts }, now + 9), String(ts)).to.deep.equal({ ...said, at: now });
    }
    for (const ts of [undefined, null, 'soon', -1, {}]) {
      expect(saidIn({ ...good, ts }, now)?.at, JSON.stringify(ts)).to.equal(now);
    }
  });

  it('is no message where it is the record of a call, or says nothing', () => {
    for (const part of [
      { subtype: 'log' },
      { text: null },
      { text: ' ' },
      { id: 7 },
      { group_id: '' },
    ]) {
      expect(saidIn({ ...good, ...part }, now), JSON.stringify(part)).to.equal(undefined);
    }
  });

  it('comes in events of its own', () => {
    expect(messageIn({ event_type: 'conversation.message', params: good })).to.equal(good);
    for (const other of [{ event_type: 'call.joined', params: good }, null, 'text']) {
      expect(messageIn(other)).to.equal(undefined);
    }
  });
});

describe('who writes', () => {
  it('is who they are at their private address, or the address itself', () => {
    const ben = { id: 'a1', name: '/private/ben', display_name: 'Ben' };
    expect(writerAt(ben, { id: 'ada' })).to.deep.equal({ user: 'ben', name: 'Ben' });
    const agent = { id: 'a2', name: '/public/agent', display_name: '' };
    expect(writerAt(agent, undefined)).to.deep.equal({ user: '/public/agent' });
    expect(writerAt({ id: 'a3' }, undefined)).to.deep.equal({ user: 'a3' });
  });

  it('is never taken for the user of the grant, who is at another address', () => {
    expect(writerAt({ name: '/private/ada' }, { id: 'ada' }).user).to.equal('/private/ada');
  });
});

describe('the topics of a chat', () => {
  it('name the address that is written to', () => {
    expect(placeOf('chat/%2Fprivate%2Fben/messages')).to.deep.equal({ messages: '/private/ben' });
    expect(placeOf('chat/lobby/messages')).to.deep.equal({ messages: 'lobby' });
    expect(placeOf('chat/100%/messages')).to.deep.equal({ messages: '100%' });
  });

  it('are not served where they are about people, and not known where they are no chat’s', () => {
    for (const part of ['sync', 'presence/+', 'presence/s1', 'typing/+', 'receipts/ada']) {
      expect(placeOf(`chat/x/${part}`), part).to.equal('unserved');
    }
    for (const topic of ['jobs/build', 'chat/x', 'chat/x/other', 'a/chat/x/messages']) {
      expect(placeOf(topic), topic).to.equal(undefined);
    }
  });
});

describe('what the service refuses', () => {
  it('is told apart by its status: what is worth another try, and what is not', () => {
    const views = [401, 403, 404, 413, 422, 429, 500, 503].map((status) => {
      const { code, retryable } = refusal(status);
      return `${status} ${code}${retryable ? ', again' : ''}`;
    });
    expect(views).to.deep.equal([
      '401 token/refused',
      '403 connection/not-authorized',
      '404 connection/not-authorized',
      '413 connection/too-large',
      '422 connection/refused',
      '429 connection/lost, again',
      '500 connection/lost, again',
      '503 connection/lost, again',
    ]);
  });
});
