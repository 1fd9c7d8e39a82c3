import { aTimeout, expect } from '@open-wc/testing';
import type { ChatSnapshot } from '../../../src/core/chat/chat-state.js';
import { RtError } from '../../../src/protocol/errors.js';
import { manyMessages, messageOf, type FakeChat } from './fake-room.js';
import { openChat, part, parts, scrollLog, textOf, write } from './open-chat.js';

const states = ['online', 'connecting', 'reconnecting', 'offline', 'error'] as const;
const unreachable = new RtError('connection/unreachable', { retryable: true });
const refused = new RtError('token/http-status', {
  message: 'The token route refused (401).',
  remediation: 'Sign in again.',
});

const openIn = (part: Partial<ChatSnapshot>, properties?: Partial<FakeChat>): Promise<FakeChat> =>
  openChat((room) => room.state.patch(part), properties);

const statesOf = (chat: FakeChat): string[] =>
  [...states, 'empty'].filter((name) => chat.matches(`:state(${name})`));

const spoken = (chat: FakeChat): string =>
  textOf(chat.shadowRoot?.querySelector('[aria-live=polite]:not([part])') ?? undefined);

describe('<rt-chat> states', () => {
  for (const status of states) {
    it(`has the state ${status} for CSS, and no other`, async () => {
      const chat = await openIn({ status, messages: [messageOf()] });
      expect(statesOf(chat)).to.deep.equal([status]);
      expect(chat.connectionState).to.equal(status);
    });
  }

  it('has the state empty while there are no messages', async () => {
    const chat = await openIn({});
    expect(statesOf(chat)).to.deep.equal(['online', 'empty']);
    chat.fake.receive(messageOf());
    await chat.updateComplete;
    expect(statesOf(chat)).to.deep.equal(['online']);
  });

  it('has the state of its theme', async () => {
    const chat = await openIn({}, { theme: 'dark' });
    expect(chat.matches(':state(dark)')).to.be.true;
    expect(getComputedStyle(chat).colorScheme).to.equal('dark');
    chat.theme = 'auto';
    await chat.updateComplete;
    expect(chat.matches(':state(dark)')).to.be.false;
  });

  it('invites to write where there are no messages', async () => {
    const chat = await openIn({});
    expect(textOf(part(chat, 'empty'))).to.equal('No messages yet. Say hello!');
    expect(textOf(part(chat, 'banner'))).to.equal('');
  });

  it('is named by its room, or by its label', async () => {
    const chat = await openIn({});
    const name = (): string | null | undefined => part(chat, 'panel')?.getAttribute('aria-label');
    expect(name()).to.equal(`Chat, ${chat.room}`);
    chat.label = 'Chat as Ada';
    await chat.updateComplete;
    expect(name()).to.equal('Chat as Ada');
  });

  it('shows the page’s own words and header', async () => {
    const chat = await openIn({});
    const title = Object.assign(document.createElement('h2'), { slot: 'header' });
    const words = Object.assign(document.createElement('p'), { slot: 'empty' });
    chat.append(title, words);
    expect(title.assignedSlot?.name).to.equal('header');
    expect(words.assignedSlot?.name).to.equal('empty');
  });

  it('shows what is to come while it connects', async () => {
    const chat = await openIn({ status: 'connecting', joined: false });
    expect(textOf(part(chat, 'banner'))).to.equal('Connecting…');
    expect(parts(chat, 'empty')).to.have.length(0);
  });

  it('connects until the room’s messages arrive', async () => {
    const chat = await openIn({ status: 'online', joined: false });
    expect(textOf(part(chat, 'banner'))).to.equal('Connecting…');
    chat.fake.state.patch({ joined: true });
    await chat.updateComplete;
    expect(textOf(part(chat, 'banner'))).to.equal('');
  });

  it('says that it is restoring a connection', async () => {
    const chat = await openIn({ status: 'reconnecting', messages: [messageOf()] });
    expect(textOf(part(chat, 'banner'))).to.equal('Connection lost. Reconnecting…');
    expect(parts(chat, 'retry')).to.have.length(0);
  });

  it('says what is wrong and what becomes of a text while it is offline', async () => {
    const chat = await openIn({ status: 'offline', error: unreachable });
    expect(textOf(part(chat, 'banner'))).to.equal(
      'No connection. Trying again… The service could not be reached. ' +
        'What you write is sent when the connection is back. Try again',
    );
  });

  it('says nothing of writing where one only reads', async () => {
    const chat = await openIn({ status: 'offline', error: unreachable }, { readOnly: true });
    expect(textOf(part(chat, 'banner'))).not.to.contain('What you write');
  });

  it('says what is wrong and what to do when trying can’t help', async () => {
    const chat = await openIn({ status: 'error', error: refused });
    expect(textOf(part(chat, 'banner'))).to.contain(
      'The token route refused (401). Sign in again.',
    );
  });

  it('keeps the focus when the way on goes away by itself', async () => {
    const chat = await openIn({ status: 'offline', error: unreachable, messages: [messageOf()] });
    part(chat, 'retry').focus();
    chat.fake.state.patch({ status: 'online', error: undefined });
    await chat.updateComplete;
    expect(chat.shadowRoot?.activeElement).to.equal(part(chat, 'log'));
  });

  it('tries again when one asks for it, and the focus is not lost', async () => {
    const chat = await openIn({ status: 'error', error: refused });
    let tries = 0;
    chat.fake.options.connection.retry = () => (tries += 1);
    part(chat, 'retry').focus();
    part(chat, 'retry').click();
    expect(tries).to.equal(1);
    expect(chat.shadowRoot?.activeElement).to.equal(part(chat, 'log'));
  });

  it('offers no way on that leads nowhere: an attribute is wrong', async () => {
    const chat = await openIn({}, { room: '' });
    expect(parts(chat, 'retry')).to.have.length(0);
  });

  it('moves no message when it says something', async () => {
    const messages = manyMessages(30);
    const chat = await openIn({ messages });
    const tops = (): number[] =>
      parts(chat, 'bubble').map((one) => one.getBoundingClientRect().top);
    const before = tops();
    chat.fake.state.patch({ status: 'offline', error: unreachable });
    await chat.updateComplete;
    expect(tops()).to.deep.equal(before);
  });

  it('leaves the oldest message in sight below what it says', async () => {
    const chat = await openIn({ messages: manyMessages(30), status: 'reconnecting' });
    await scrollLog(chat, 0);
    const banner = part(chat, 'banner').getBoundingClientRect();
    expect(parts(chat, 'bubble')[0]?.getBoundingClientRect().top).to.be.at.least(banner.bottom);
  });

  it('keeps one live region for what it says, so that it is read once', async () => {
    const chat = await openIn({});
    const region = part(chat, 'banner').querySelector('[role=status]');
    chat.fake.state.patch({ status: 'offline', error: unreachable });
    await chat.updateComplete;
    const title = region?.querySelector('p');
    chat.fake.state.patch({ error: new RtError('connection/unreachable') });
    await chat.updateComplete;
    expect(part(chat, 'banner').querySelector('[role=status]')).to.equal(region);
    expect(region?.querySelector('p')).to.equal(title);
    expect(region?.querySelector('button')).to.equal(null);
  });
});

describe('<rt-chat> read aloud', () => {
  it('reads what others write, and not for ever', async () => {
    const chat = await openIn({ messages: manyMessages(50) });
    expect(spoken(chat)).to.equal('');
    chat.fake.receive(messageOf({ text: 'Lunch?' }));
    await chat.updateComplete;
    expect(spoken(chat)).to.equal('Ada: Lunch?');
    await aTimeout(1_100);
    expect(spoken(chat)).to.equal('');
  });

  it('reads no more than the last three of many', async () => {
    const chat = await openIn({});
    chat.fake.receive(...[1, 2, 3, 4, 5].map((n) => messageOf({ text: `n${n}` })));
    await chat.updateComplete;
    expect(spoken(chat)).to.equal('Ada: n3Ada: n4Ada: n5');
  });

  it('does not read what one has written oneself', async () => {
    const chat = await openIn({});
    chat.fake.receive(messageOf({ own: true }));
    await chat.updateComplete;
    expect(spoken(chat)).to.equal('');
  });

  it('does not make a live region of the list: scrolling would read it', async () => {
    const chat = await openIn({});
    expect(part(chat, 'log').getAttribute('aria-live')).to.equal('off');
  });
});

describe('<rt-chat> is accessible', () => {
  const scenes: Record<string, () => Promise<FakeChat>> = {
    empty: () => openIn({}),
    connecting: () => openIn({ status: 'connecting', joined: false }),
    reconnecting: () => openIn({ status: 'reconnecting', messages: manyMessages(20) }),
    offline: () => openIn({ status: 'offline', error: unreachable, messages: manyMessages(20) }),
    'offline with nothing to see': () => openIn({ status: 'offline', error: unreachable }),
    error: () => openIn({ status: 'error', error: refused }),
    'wrongly set up': () => openIn({}, { room: '' }),
    'read-only': () => openIn({ messages: manyMessages(20) }, { readOnly: true }),
    dark: () => openIn({ messages: manyMessages(20) }, { theme: 'dark' }),
    'with each delivery': () =>
      openIn({
        messages: (['sending', 'sent', 'failed'] as const).map((delivery) =>
          messageOf({ own: true, delivery, text: 'https://a.example' }),
        ),
      }),
    'with a text too long': async () => {
      const chat = await openIn({});
      await write(chat, 'x'.repeat(17_000));
      return chat;
    },
    'scrolled up': async () => {
      const chat = await openIn({ messages: manyMessages(100) });
      await scrollLog(chat, 1_000);
      chat.fake.receive(messageOf());
      await chat.updateComplete;
      return chat;
    },
  };
  for (const [name, open] of Object.entries(scenes)) {
    it(name, async () => {
      await expect(await open()).to.be.accessible();
    });
  }

  it('has buttons of 44 px at least', async () => {
    const chat = await openIn({
      status: 'offline',
      error: unreachable,
      messages: [...manyMessages(60), messageOf({ own: true, delivery: 'failed' })],
    });
    await scrollLog(chat, 500);
    const buttons = [...(chat.shadowRoot?.querySelectorAll('button') ?? [])];
    expect(buttons).to.have.length(4);
    for (const button of buttons) {
      expect(button.offsetHeight).to.be.at.least(44);
      expect(button.offsetWidth).to.be.at.least(44);
    }
  });
});
