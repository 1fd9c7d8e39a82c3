import { expect, nextFrame } from '@open-wc/testing';
import { manyMessages, messageOf, type FakeChat } from './fake-room.js';
import { openChat, part, parts, scrollLog, textOf, toEnd, write, press } from './open-chat.js';

const settle = async (chat: FakeChat): Promise<void> => {
  await chat.updateComplete;
  await nextFrame();
  await nextFrame();
};

/** The first bubble of which something is visible. */
const inView = (chat: FakeChat): HTMLElement => {
  const { top } = part(chat, 'log').getBoundingClientRect();
  const bubbles = parts(chat, 'bubble');
  const found = bubbles.find((one) => one.getBoundingClientRect().bottom > top);
  if (!found) throw new Error('No message is in view.');
  return found;
};

/** How far a bubble moves on the screen while `change` happens, px. */
const drift = async (chat: FakeChat, change: () => void | Promise<void>): Promise<number> => {
  const bubble = inView(chat);
  const text = textOf(bubble);
  const before = bubble.getBoundingClientRect().top;
  await change();
  await settle(chat);
  const after = parts(chat, 'bubble').find((one) => textOf(one) === text);
  if (!after) throw new Error('The message that was read is gone.');
  return after.getBoundingClientRect().top - before;
};

const openMany = (count: number): Promise<FakeChat> =>
  openChat((room) => room.state.patch({ messages: manyMessages(count) }));

describe('<rt-chat> scrolling', () => {
  it('shows the newest message first', async () => {
    const chat = await openMany(400);
    expect(toEnd(chat)).to.be.at.most(1);
    expect(textOf(parts(chat, 'text').at(-1))).to.contain('Message 399.');
  });

  it('goes to the end when asked to while a scroll upwards is still on its way', async () => {
    const chat = await openMany(120);
    await scrollLog(chat, 40);
    chat.scrollToEnd();
    // What is left of the way up, before the end is shown.
    part(chat, 'log').scrollTop = 0;
    await settle(chat);
    expect(toEnd(chat)).to.be.at.most(1);
    chat.fake.receive(messageOf({ text: 'One more' }));
    await settle(chat);
    expect(toEnd(chat)).to.be.at.most(1);
  });

  it('renders the newest 150 of 10,000', async () => {
    const chat = await openMany(10_000);
    expect(parts(chat, 'message')).to.have.length(150);
    expect(chat.messages).to.have.length(10_000);
  });

  it('stays at the end when messages come in', async () => {
    const chat = await openMany(300);
    for (let n = 0; n < 5; n += 1) {
      chat.fake.receive(messageOf({ text: `New ${n}\nwith two lines` }));
      await chat.updateComplete;
      expect(toEnd(chat)).to.be.at.most(1);
    }
    expect(parts(chat, 'message')).to.have.length(150);
  });

  it('keeps few messages at the bottom, where one writes', async () => {
    const chat = await openMany(2);
    const log = part(chat, 'log').getBoundingClientRect();
    const last = parts(chat, 'bubble').at(-1)?.getBoundingClientRect();
    expect(log.bottom - (last?.bottom ?? 0)).to.be.within(4, 32);
  });

  for (const [where, top] of [
    ['in the middle', 1_500],
    ['at the very top', 0],
  ] as const) {
    it(`moves nothing when 500 messages are put above, ${where}`, async () => {
      const chat = await openMany(120);
      await scrollLog(chat, top);
      const { messages } = chat;
      expect(
        await drift(chat, () =>
          chat.fake.state.patch({ messages: [...manyMessages(500, -500), ...messages] }),
        ),
      ).to.be.within(-0.5, 0.5);
      expect(chat.messages).to.have.length(620);
    });

    it(`moves nothing when messages are put below, ${where}`, async () => {
      const chat = await openMany(120);
      await scrollLog(chat, top);
      expect(await drift(chat, () => chat.fake.receive(...manyMessages(40, 120)))).to.be.within(
        -0.5,
        0.5,
      );
    });
  }

  it('moves nothing when messages are put between those above', async () => {
    const chat = await openMany(120);
    await scrollLog(chat, 3_000);
    const [first, ...rest] = chat.messages;
    const late = messageOf({ text: 'I came late', timestamp: first?.timestamp ?? 0 });
    expect(
      await drift(chat, () =>
        chat.fake.state.patch({ messages: first ? [first, late, ...rest] : [late] }),
      ),
    ).to.be.within(-0.5, 0.5);
  });

  it('moves nothing when the oldest are no longer kept', async () => {
    const chat = await openMany(200);
    await scrollLog(chat, 3_000);
    const messages = chat.messages.slice(60);
    expect(await drift(chat, () => chat.fake.state.patch({ messages }))).to.be.within(-0.5, 0.5);
  });

  it('moves nothing when the panel changes its width', async () => {
    const chat = await openMany(120);
    await scrollLog(chat, 3_000);
    expect(await drift(chat, () => chat.style.setProperty('inline-size', '300px'))).to.be.within(
      -1,
      1,
    );
  });

  it('brings in older messages as one scrolls up, without a jump', async () => {
    const chat = await openMany(1_000);
    await scrollLog(chat, 300);
    expect(parts(chat, 'message')).to.have.length(250);
    expect(textOf(inView(chat))).to.match(/Message 8[56]\d/);
    expect(part(chat, 'log').scrollTop).to.be.greaterThan(2_000);
  });

  it('never renders more than 250, however far one scrolls up and down again', async function () {
    this.timeout(60_000); // some 50 frames with 250 rows each
    const chat = await openMany(2_000);
    for (let n = 0; n < 12; n += 1) await scrollLog(chat, 100);
    expect(parts(chat, 'message')).to.have.length(250);
    expect(textOf(parts(chat, 'text')[0])).to.match(/Message [67]\d\d\./);
    for (let n = 0; n < 40 && toEnd(chat) > 1; n += 1) {
      await scrollLog(chat, part(chat, 'log').scrollHeight);
      expect(parts(chat, 'message').length).to.be.at.most(250);
    }
    await settle(chat);
    expect(textOf(parts(chat, 'text').at(-1))).to.contain('Message 1999.');
  });

  it('reaches the very first message', async () => {
    const chat = await openMany(700);
    for (let n = 0; n < 10; n += 1) await scrollLog(chat, 0);
    expect(textOf(parts(chat, 'text')[0])).to.contain('Message 0.');
  });

  it('stays at the end while the composer grows', async () => {
    const chat = await openMany(100);
    await write(chat, 'one\ntwo\nthree\nfour');
    await settle(chat);
    expect(toEnd(chat)).to.be.at.most(1);
  });

  it('stays at the end when the panel changes its height', async () => {
    const chat = await openMany(100);
    chat.style.setProperty('--rt-height', '300px');
    await settle(chat);
    expect(toEnd(chat)).to.be.at.most(1);
    chat.style.setProperty('--rt-height', '500px');
    await settle(chat);
    expect(toEnd(chat)).to.be.at.most(1);
  });

  it('stays at the end when it is moved in the page', async () => {
    const chat = await openMany(100);
    const elsewhere = document.createElement('div');
    chat.after(elsewhere);
    elsewhere.append(chat);
    await settle(chat);
    expect(toEnd(chat)).to.be.at.most(1);
    expect(chat.rooms).to.have.length(1);
  });

  it('goes to the end with what one sends', async () => {
    const chat = await openMany(200);
    await scrollLog(chat, 1_000);
    await write(chat, 'Here I am');
    await press(chat, { key: 'Enter' });
    await settle(chat);
    expect(toEnd(chat)).to.be.at.most(1);
    expect(textOf(parts(chat, 'text').at(-1))).to.equal('Here I am');
  });

  it('goes to the end with scrollToEnd()', async () => {
    const chat = await openMany(2_000);
    for (let n = 0; n < 5; n += 1) await scrollLog(chat, 100);
    chat.scrollToEnd();
    await settle(chat);
    expect(toEnd(chat)).to.be.at.most(1);
    expect(parts(chat, 'message')).to.have.length(150);
    expect(parts(chat, 'pill')).to.have.length(0);
  });
});

describe('<rt-chat> pill', () => {
  it('is not there at the end', async () => {
    const chat = await openMany(100);
    expect(parts(chat, 'pill')).to.have.length(0);
  });

  it('offers the way to the newest as soon as one scrolls up', async () => {
    const chat = await openMany(100);
    await scrollLog(chat, 1_000);
    expect(part(chat, 'pill').getAttribute('aria-label')).to.equal('Go to the newest message');
  });

  it('counts what others write meanwhile', async () => {
    const chat = await openMany(100);
    await scrollLog(chat, 1_000);
    chat.fake.receive(messageOf());
    await chat.updateComplete;
    expect(textOf(part(chat, 'pill'))).to.equal('1 new message');
    chat.fake.receive(messageOf(), messageOf({ own: true }));
    await chat.updateComplete;
    expect(textOf(part(chat, 'pill'))).to.equal('2 new messages');
  });

  it('does not count what is put above', async () => {
    const chat = await openMany(100);
    await scrollLog(chat, 1_000);
    const { messages } = chat;
    chat.fake.state.patch({ messages: [...manyMessages(20, -20), ...messages] });
    await chat.updateComplete;
    expect(textOf(part(chat, 'pill'))).to.equal('');
  });

  it('goes to the end, goes away, and leaves the focus in the log', async () => {
    const chat = await openMany(300);
    await scrollLog(chat, 1_000);
    chat.fake.receive(messageOf({ text: 'Newest' }));
    await chat.updateComplete;
    part(chat, 'pill').focus();
    part(chat, 'pill').click();
    await settle(chat);
    expect(toEnd(chat)).to.be.at.most(1);
    expect(parts(chat, 'pill')).to.have.length(0);
    expect(chat.shadowRoot?.activeElement).to.equal(part(chat, 'log'));
  });

  it('counts from nothing the next time', async () => {
    const chat = await openMany(300);
    await scrollLog(chat, 1_000);
    chat.fake.receive(messageOf());
    chat.scrollToEnd();
    await settle(chat);
    await scrollLog(chat, part(chat, 'log').scrollTop - 600);
    expect(textOf(part(chat, 'pill'))).to.equal('');
  });
});
