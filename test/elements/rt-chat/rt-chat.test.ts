import { aTimeout, expect, oneEvent } from '@open-wc/testing';
import type { RtErrorEvent } from '../../../src/events/rt-error-event.js';
import type { RtMessageEvent } from '../../../src/events/rt-message-event.js';
import type { RtStateChangeEvent } from '../../../src/events/rt-state-change-event.js';
import { configure } from '../../../src/page.js';
import { ChatError } from '../../../src/protocol/chat-error.js';
import { RtError } from '../../../src/protocol/errors.js';
import { FakeChat, manyMessages, messageOf } from './fake-room.js';
import { never, openChat, part, parts, textOf } from './open-chat.js';

/** Everything an element reports from now on. */
const errorsOf = (chat: FakeChat): RtError[] => {
  const errors: RtError[] = [];
  chat.addEventListener('rt-error', ({ detail }) => errors.push(detail.error));
  return errors;
};

/** One that is set up but not on the page yet. */
const detached = (properties: Partial<FakeChat>): FakeChat =>
  Object.assign(new FakeChat(), { getToken: never, ...properties });

const rejection = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('It did not reject.');
};

describe('<rt-chat>', () => {
  it('has defaults that need no attributes', () => {
    const chat = new FakeChat();
    expect(chat.room).to.equal('');
    expect(chat.topic).to.equal('');
    expect(chat.placeholder).to.equal('');
    expect(chat.readOnly).to.be.false;
    expect(chat.messages).to.deep.equal([]);
    expect(chat.connectionState).to.equal('idle');
  });

  it('takes its attributes', () => {
    const host = document.createElement('fake-chat');
    for (const [name, value] of Object.entries({
      room: 'r',
      topic: 't/u',
      placeholder: 'Say it',
      'read-only': '',
      user: 'ada',
      'user-name': 'Ada',
      'token-endpoint': '/token',
      provider: 'mqtt',
      url: 'wss://a.example',
    })) {
      host.setAttribute(name, value);
    }
    expect(host).to.include({
      room: 'r',
      topic: 't/u',
      placeholder: 'Say it',
      readOnly: true,
      user: 'ada',
      userName: 'Ada',
      tokenEndpoint: '/token',
      provider: 'mqtt',
      url: 'wss://a.example',
    });
  });

  it('has no attribute of its own making', async () => {
    const chat = await openChat();
    expect(chat.getAttributeNames()).to.deep.equal([]);
  });

  it('is as high as it is told to be, whatever is in it', async () => {
    const chat = await openChat();
    expect(chat.offsetHeight).to.equal(512);
    chat.fake.receive(...manyMessages(200));
    await chat.updateComplete;
    expect(chat.offsetHeight).to.equal(512);
    expect(chat.offsetWidth).to.equal(chat.parentElement?.clientWidth);
    chat.style.setProperty('--rt-height', '200px');
    expect(chat.offsetHeight).to.equal(200);
    expect(part(chat, 'panel').offsetHeight).to.equal(200);
    chat.hidden = true;
    expect(chat.offsetHeight).to.equal(0);
  });

  it('can be used at 240 px, with nothing beside its box', async () => {
    const messages = [
      messageOf({ text: 'W'.repeat(300) }),
      messageOf({ text: `https://a.example/${'x'.repeat(300)}`, name: 'N'.repeat(200), user: 'n' }),
    ];
    const chat = await openChat((room) => room.state.patch({ messages }));
    chat.style.setProperty('width', '240px');
    expect(part(chat, 'log').scrollWidth).to.equal(part(chat, 'log').clientWidth);
    expect(part(chat, 'composer').scrollWidth).to.equal(part(chat, 'composer').clientWidth);
  });

  it('opens the topics of its room, as who it is told it is', async () => {
    const chat = await openChat(undefined, { user: 'ada', userName: 'Ada' });
    expect(chat.fake.options.topics.messages).to.equal('chat/lobby/messages');
    expect(chat.fake.options.me).to.deep.equal({ id: 'ada', name: 'Ada' });
    expect(chat.fake.options.readOnly).to.be.false;
  });

  it('opens a topic in place of a room', async () => {
    const chat = await openChat(undefined, { room: '', topic: 'a/b' });
    expect(chat.fake.options.topics.messages).to.equal('a/b/messages');
  });

  it('opens another room when its attribute changes', async () => {
    const chat = await openChat((room) => room.state.patch({ messages: [messageOf()] }));
    const before = chat.fake;
    chat.room = 'attic';
    await chat.updateComplete;
    expect(before.disposed).to.be.true;
    expect(chat.fake.options.topics.messages).to.equal('chat/attic/messages');
  });

  it('keeps its room when nothing about it changes', async () => {
    const chat = await openChat();
    chat.placeholder = 'Go on';
    chat.theme = 'dark';
    await chat.updateComplete;
    expect(chat.rooms).to.have.length(1);
  });

  it('says in the element and in one event that the room is missing', async () => {
    const chat = detached({ room: '' });
    const errors = errorsOf(chat);
    document.body.append(chat);
    await chat.updateComplete;
    chat.requestUpdate();
    await chat.updateComplete;
    expect(textOf(part(chat, 'banner'))).to.contain('The attribute "room" is missing.');
    expect(errors.map(({ code }) => code)).to.deep.equal(['config/missing-attribute']);
    expect(chat.matches(':state(error)')).to.be.true;
    chat.remove();
  });

  it('gets going when what was missing is there', async () => {
    const chat = detached({ room: '' });
    document.body.append(chat);
    await chat.updateComplete;
    chat.room = 'lobby';
    await chat.updateComplete;
    expect(textOf(part(chat, 'banner'))).to.equal('');
    expect(chat.matches(':state(online)')).to.be.true;
    chat.remove();
  });

  for (const room of ['a+b', 'a#', 'a/b', '$a', 'a\u0000b']) {
    it(`refuses the room ${JSON.stringify(room)}`, async () => {
      const chat = detached({ room });
      const errors = errorsOf(chat);
      document.body.append(chat);
      await chat.updateComplete;
      expect(textOf(part(chat, 'banner'))).to.contain('cannot be used in a topic');
      expect(errors.map(({ code }) => code)).to.deep.equal(['config/bad-attribute']);
      expect(chat.rooms).to.have.length(0);
      chat.remove();
    });
  }

  it('refuses a topic with a wildcard', async () => {
    const chat = await openChat(undefined, { topic: 'a/#' });
    expect(textOf(part(chat, 'banner'))).to.contain('The topic "a/#"');
  });

  it('says that the token route is missing', async () => {
    const chat = await openChat(undefined, { getToken: undefined });
    expect(textOf(part(chat, 'banner'))).to.contain('The attribute "token-endpoint" is missing.');
  });

  it('reports what fails behind its back', async () => {
    const chat = await openChat();
    const errors = errorsOf(chat);
    chat.fake.options.failed?.(new ChatError('chat/bad-payload'));
    expect(errors.map(({ code }) => code)).to.deep.equal(['chat/bad-payload']);
  });

  it('tells of each message', async () => {
    const chat = await openChat();
    const event = oneEvent<RtMessageEvent>(chat, 'rt-message');
    const message = messageOf();
    chat.fake.receive(message);
    const { detail, bubbles, composed } = await event;
    expect(detail.message).to.equal(message);
    expect({ bubbles, composed }).to.deep.equal({ bubbles: true, composed: true });
    expect(chat.messages).to.deep.equal([message]);
  });

  it('tells of each change of its connection, once', async () => {
    const chat = await openChat();
    const seen: unknown[] = [];
    chat.addEventListener('rt-state-change', ({ detail }: RtStateChangeEvent) => seen.push(detail));
    chat.fake.state.patch({ status: 'reconnecting' });
    chat.fake.state.patch({ messages: [messageOf()] });
    chat.fake.state.patch({ status: 'online' });
    expect(seen).to.deep.equal([
      { state: 'reconnecting', previous: 'online' },
      { state: 'online', previous: 'reconnecting' },
    ]);
  });

  it('tells once of a problem, however often it is tried again', async () => {
    const chat = await openChat();
    const codes: string[] = [];
    chat.addEventListener('rt-error', ({ detail }: RtErrorEvent) => codes.push(detail.error.code));
    const error = new RtError('connection/unreachable');
    chat.fake.state.patch({ status: 'offline', error });
    chat.fake.state.patch({ status: 'connecting', error: undefined });
    chat.fake.state.patch({ status: 'offline', error: new RtError('connection/unreachable') });
    expect(codes).to.deep.equal(['connection/unreachable']);
  });

  it('lets go of its room when it is taken out', async () => {
    const chat = await openChat();
    const room = chat.fake;
    chat.remove();
    await aTimeout(0);
    await aTimeout(0);
    expect(room.disposed).to.be.true;
    expect(chat.messages).to.deep.equal([]);
  });

  it('keeps its room, its messages and its draft when it is moved', async () => {
    const chat = await openChat((room) => room.state.patch({ messages: [messageOf()] }));
    const elsewhere = document.createElement('div');
    document.body.append(elsewhere);
    elsewhere.append(chat);
    await aTimeout(0);
    expect(chat.rooms).to.have.length(1);
    expect(chat.fake.disposed).to.be.false;
    expect(chat.messages).to.have.length(1);
    elsewhere.remove();
  });

  it('opens a new room when it comes back later', async () => {
    const chat = await openChat();
    const { parentElement } = chat;
    chat.remove();
    await aTimeout(0);
    await aTimeout(0);
    parentElement?.append(chat);
    await chat.updateComplete;
    expect(chat.rooms).to.have.length(2);
    expect(chat.fake.disposed).to.be.false;
  });

  it('never opens a room when it is removed at once', async () => {
    const chat = detached({ room: 'lobby' });
    document.body.append(chat);
    chat.remove();
    await aTimeout(0);
    await aTimeout(0);
    expect(chat.rooms.every(({ disposed }) => disposed)).to.be.true;
  });
});

describe('<rt-chat>.send()', () => {
  it('sends, and resolves with the message', async () => {
    const chat = await openChat();
    const message = await chat.send('Hi');
    expect(message).to.include({ text: 'Hi', own: true });
    expect(chat.fake.sent).to.deep.equal(['Hi']);
  });

  it('can be called before the first render', async () => {
    const chat = detached({ room: 'lobby' });
    document.body.append(chat);
    await chat.send('Early');
    expect(chat.fake.sent).to.deep.equal(['Early']);
    chat.remove();
  });

  it('sends to the room that was set just before', async () => {
    const chat = await openChat();
    chat.room = 'attic';
    await chat.send('Up here');
    expect(chat.rooms.map(({ sent }) => sent)).to.deep.equal([[], ['Up here']]);
  });

  it('lets a listener change the text', async () => {
    const chat = await openChat();
    chat.addEventListener('rt-before-send', ({ detail }) => (detail.text += '!'));
    await chat.send('Hi');
    expect(chat.fake.sent).to.deep.equal(['Hi!']);
  });

  it('lets a listener stop it', async () => {
    const chat = await openChat();
    chat.addEventListener('rt-before-send', (event) => event.preventDefault());
    expect(await chat.send('Hi')).to.equal(undefined);
    expect(chat.fake.sent).to.deep.equal([]);
  });

  it('rejects with what the room refuses, and reports it nowhere else', async () => {
    const chat = await openChat();
    const errors = errorsOf(chat);
    chat.fake.refusal = new ChatError('chat/not-authorized');
    expect(await rejection(chat.send('Hi'))).to.equal(chat.fake.refusal);
    expect(errors).to.deep.equal([]);
  });

  it('rejects with the problem where there is no room', async () => {
    const chat = await openChat(undefined, { room: '' });
    expect(await rejection(chat.send('Hi'))).to.include({ code: 'config/missing-attribute' });
  });

  it('rejects off the page', async () => {
    expect(await rejection(new FakeChat().send('Hi'))).to.include({ code: 'chat/send-failed' });
  });
});

describe('<rt-chat> in another language', () => {
  it('says everything in the texts it is given', async () => {
    const chat = await openChat(undefined, { strings: { 'chat.empty': 'Nichts da.' } });
    expect(textOf(part(chat, 'empty'))).to.equal('Nichts da.');
    chat.strings = { 'chat.empty': 'Rien ici.', 'chat.placeholder': 'Écrire' };
    await chat.updateComplete;
    expect(textOf(part(chat, 'empty'))).to.equal('Rien ici.');
    expect(part(chat, 'input').getAttribute('placeholder')).to.equal('Écrire');
  });

  it('follows the page', async () => {
    const chat = await openChat();
    configure({ strings: { 'chat.send': 'Senden' } });
    await chat.updateComplete;
    expect(part(chat, 'send').getAttribute('aria-label')).to.equal('Senden');
    configure({ strings: {} });
  });

  it('shows an error in the page’s words where there are any', async () => {
    const chat = await openChat(undefined, {
      room: '',
      strings: { 'error.config/missing-attribute': 'Da fehlt etwas.' },
    });
    expect(textOf(part(chat, 'banner'))).to.contain('Da fehlt etwas.');
  });

  it('writes dates and times as the language does', async () => {
    const timestamp = new Date(2020, 2, 4, 15, 7).getTime();
    const prepare = (room: FakeChat['fake']): void =>
      room.state.patch({ messages: [messageOf({ timestamp })] });
    const german = await openChat(prepare, { lang: 'de' });
    expect(textOf(part(german, 'time'))).to.equal('15:07');
    expect(textOf(part(german, 'day'))).to.equal('Mittwoch, 4. März 2020');
    const english = await openChat(prepare, { lang: 'en-US' });
    expect(textOf(part(english, 'time'))).to.equal('3:07 PM');
  });

  it('puts own messages at the end of the line, in either direction', async () => {
    const messages = [messageOf({ own: true, text: 'Hi' })];
    const chat = await openChat((room) => room.state.patch({ messages }));
    const sides = (): { left: number; right: number } => {
      const log = part(chat, 'log').getBoundingClientRect();
      const bubble = part(chat, 'bubble').getBoundingClientRect();
      return { left: bubble.left - log.left, right: log.right - bubble.right };
    };
    expect(sides().right).to.be.lessThan(sides().left);
    chat.dir = 'rtl';
    expect(sides().left).to.be.lessThan(sides().right);
    expect(parts(chat, 'bubble')).to.have.length(1);
  });
});
