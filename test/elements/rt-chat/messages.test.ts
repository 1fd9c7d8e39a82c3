import { aTimeout, expect } from '@open-wc/testing';
import type { Message } from '../../../src/protocol/chat-message.js';
import { messageOf, type FakeChat } from './fake-room.js';
import { openChat, part, parts, textOf } from './open-chat.js';

const show = (...messages: Message[]): Promise<FakeChat> =>
  openChat((room) => room.state.patch({ messages }));

const noon = new Date(2024, 4, 6, 12).getTime();
const minute = 60_000;
const day = 24 * 60 * minute;

describe('<rt-chat> messages', () => {
  it('is a labelled log with a list', async () => {
    const chat = await show(messageOf());
    const log = chat.shadowRoot?.querySelector('[role=log]');
    expect(log?.getAttribute('aria-label')).to.equal('Messages');
    expect(log?.querySelectorAll('ol > li[part~=message]')).to.have.length(1);
    expect(part(chat, 'panel').getAttribute('aria-label')).to.equal('Chat, lobby');
  });

  it('names a writer once a group', async () => {
    const chat = await show(
      messageOf({ timestamp: noon }),
      messageOf({ timestamp: noon + minute }),
      messageOf({ timestamp: noon + 2 * minute, user: 'ben', name: 'Ben' }),
      messageOf({ timestamp: noon + 3 * minute }),
      messageOf({ timestamp: noon + 20 * minute }),
      messageOf({ timestamp: noon + 21 * minute, own: true, user: 'me' }),
    );
    expect(parts(chat, 'name').map(textOf)).to.deep.equal(['Ada', 'Ben', 'Ada', 'Ada']);
    expect(parts(chat, 'avatar').map(textOf)).to.deep.equal(['A', 'B', 'A', 'A']);
  });

  it('tells a screen reader who wrote each', async () => {
    const chat = await show(messageOf(), messageOf(), messageOf({ own: true, user: 'me' }));
    const names = parts(chat, 'message').map((row) =>
      textOf(row.querySelector('bdi') ?? undefined),
    );
    expect(names).to.deep.equal(['Ada', 'Ada', 'You']);
  });

  it('tells own and others’ apart', async () => {
    const chat = await show(messageOf(), messageOf({ own: true }));
    expect(parts(chat, 'own')).to.have.length(2);
    expect(parts(chat, 'other').map((one) => one.getAttribute('part'))).to.deep.equal([
      'message other',
      'bubble other',
    ]);
  });

  it('begins each day with a line', async () => {
    const today = Date.now();
    const chat = await openChat(
      (room) =>
        room.state.patch({
          messages: [
            messageOf({ timestamp: noon }),
            messageOf({ timestamp: noon + minute }),
            messageOf({ timestamp: today - day }),
            messageOf({ timestamp: today }),
          ],
        }),
      { lang: 'en' },
    );
    expect(parts(chat, 'day').map(textOf)).to.deep.equal([
      'Monday, May 6, 2024',
      'Yesterday',
      'Today',
    ]);
  });

  it('begins a day once, also where a message of the day before comes late', async () => {
    const chat = await show(
      messageOf({ timestamp: noon }),
      messageOf({ timestamp: noon + day }),
      messageOf({ timestamp: noon + minute }),
      messageOf({ timestamp: noon + day + minute }),
    );
    expect(parts(chat, 'day')).to.have.length(2);
    expect(parts(chat, 'message')).to.have.length(4);
  });

  it('shows when each was written, in short and in full', async () => {
    const chat = await openChat(
      (room) => room.state.patch({ messages: [messageOf({ timestamp: noon })] }),
      { lang: 'en-GB' },
    );
    const time = part(chat, 'time');
    expect(textOf(time)).to.equal('12:00');
    expect(time.getAttribute('datetime')).to.equal(new Date(noon).toISOString());
    expect(time.title).to.contain('Monday').and.to.contain('2024').and.to.contain('12:00');
  });

  it('shows how far one’s own got, in words for those who can’t see it', async () => {
    const chat = await show(
      messageOf({ own: true, delivery: 'sending' }),
      messageOf({ own: true, delivery: 'sent' }),
      messageOf({ own: true, delivery: 'failed' }),
      messageOf(),
    );
    const deliveries = parts(chat, 'delivery');
    expect(deliveries.map((one) => one.getAttribute('aria-label') ?? textOf(one))).to.deep.equal([
      'Sending',
      'Sent',
      'Not sent',
    ]);
    const shapes = deliveries.map((one) => one.querySelector('path')?.getAttribute('d'));
    expect(new Set(shapes).size).to.equal(3);
  });

  it('makes a safe link of an address', async () => {
    const chat = await show(messageOf({ text: 'See https://a.example/b.' }));
    const link = part(chat, 'link') as HTMLAnchorElement;
    expect(link.href).to.equal('https://a.example/b');
    expect(link.target).to.equal('_blank');
    expect(link.rel).to.equal('noopener noreferrer nofollow ugc');
    expect(textOf(part(chat, 'text'))).to.equal('See https://a.example/b.');
  });

  for (const text of [
    '<img src=x onerror="window.hacked = true">',
    '<script>window.hacked = true</script>',
    '<a href="javascript:window.hacked = true">x</a>',
    'javascript:window.hacked=true',
    'data:text/html,<script>window.hacked=true</script>',
    '&lt;b&gt; ${1} {{2}} <!-- ?lit$1$ -->',
  ]) {
    it(`shows ${text} as the text it is`, async () => {
      const chat = await show(messageOf({ text, name: text, user: text }));
      expect(textOf(part(chat, 'text'))).to.equal(text);
      expect(textOf(part(chat, 'name'))).to.equal(text);
      expect(parts(chat, 'link')).to.have.length(0);
      expect(part(chat, 'message').querySelector('img, script, a, b')).to.equal(null);
      expect(window).not.to.have.property('hacked');
    });
  }

  it('keeps what turns the writing direction inside its bubble', async () => {
    const chat = await show(messageOf({ text: '\u202eabc', name: '\u202edef' }), messageOf());
    expect(getComputedStyle(part(chat, 'name').querySelector('bdi') ?? chat).unicodeBidi).to.equal(
      'isolate',
    );
    for (const text of parts(chat, 'text')) {
      expect(text.closest('[dir=auto]')).to.be.instanceOf(HTMLElement);
      expect(getComputedStyle(text).unicodeBidi).to.equal('plaintext');
    }
  });

  it('keeps line breaks, and wraps the longest word', async () => {
    const chat = await show(messageOf({ text: `one\n\ntwo\n${'x'.repeat(16_000)}` }));
    expect(part(chat, 'text').innerText.split('\n')).to.have.length.at.least(4);
    expect(part(chat, 'log').scrollWidth).to.equal(part(chat, 'log').clientWidth);
  });

  it('shows one character as a picture of a writer, whatever the name', async () => {
    const names = ['ada', '🦊 Fox', '  zoe', 'ß', 'بن'];
    const chat = await show(...names.map((name) => messageOf({ name, user: name })));
    expect(parts(chat, 'avatar').map(textOf)).to.deep.equal(['A', '🦊', 'Z', 'SS', 'ب']);
  });

  it('renders only the row that is new', async () => {
    const chat = await show(...Array.from({ length: 100 }, () => messageOf()));
    const changed = new Set<Node>();
    const watch = new MutationObserver((records) => {
      for (const { target, addedNodes } of records) {
        for (const node of [target, ...addedNodes]) {
          const row =
            node instanceof Element ? node.closest('li') : node.parentElement?.closest('li');
          if (row) changed.add(row);
        }
      }
    });
    const list = part(chat, 'log').querySelector('ol');
    if (list) watch.observe(list, { subtree: true, childList: true, characterData: true });
    chat.fake.receive(messageOf({ text: 'The new one' }));
    await chat.updateComplete;
    await aTimeout(0);
    watch.disconnect();
    expect([...changed].map((row) => textOf(row as Element))).to.have.length(1);
  });

  it('says how many came in that cannot be shown', async () => {
    const chat = await openChat((room) => room.state.patch({ unreadable: 1 }));
    expect(textOf(part(chat, 'log'))).to.equal('1 message cannot be shown.');
  });
});
