import { expect, fixture, html, nextFrame, waitUntil } from '@open-wc/testing';
import type { Message } from '../../../src/protocol/chat-message.js';
import { manyMessages, messageOf } from './fake-room.js';
import { never, part, parts, scrollLog, textOf, write } from './open-chat.js';
import { openPeople, ownMessage, PeopleChat, ready } from './people-chat.js';

const here = (chat: PeopleChat): string => textOf(parts(chat, 'people')[0]);
const typing = (chat: PeopleChat): string => textOf(parts(chat, 'typing')[0]);
const receipts = (chat: PeopleChat): string[] => parts(chat, 'receipt').map(textOf);
const readOut = (chat: PeopleChat): string =>
  textOf(chat.shadowRoot?.querySelector('[aria-live="polite"].unseen') ?? undefined);

/** Where all messages stand. */
const places = (chat: PeopleChat): number[] =>
  parts(chat, 'bubble').map((bubble) => bubble.getBoundingClientRect().top);

/** Messages come, and are where they stay: resize observers are called a frame later. */
const shown = async (chat: PeopleChat, ...messages: Message[]): Promise<void> => {
  chat.fake.receive(...messages);
  await chat.updateComplete;
  await nextFrame();
  await nextFrame();
};

describe('<rt-chat> people', () => {
  it('loads nothing of it before somebody else is here', async () => {
    const chat = new PeopleChat();
    Object.assign(chat, { room: 'lobby', getToken: never });
    await fixture(html`${chat}`);
    await write(chat, 'Hello');
    await chat.pass(5_000);
    expect(ready(chat)).to.equal(false);
    expect(chat.readers).to.deep.equal([]);
    expect(chat.people).to.deep.equal([]);
  });

  it('says who is here: up to three by name, then how many others', async () => {
    const chat = await openPeople();
    expect(parts(chat, 'people')).to.deep.equal([]);
    await chat.come('ada');
    expect(here(chat)).to.equal('1 other: Ada is here');
    await chat.come('ada', 'ben');
    expect(here(chat)).to.equal('2 others: Ada and Ben are here');
    await chat.come('ada', 'ben', 'cyd', 'dan', 'eve', 'fay', 'gus');
    expect(here(chat)).to.equal('7 others: Ada, Ben, Cyd, and 4 others are here');
    expect(chat.people).to.have.length(7);
    expect(chat.people[0]).to.deep.equal({ user: 'ada', name: 'Ada' });
  });

  it('does not name oneself, and takes out who has gone', async () => {
    const chat = await openPeople();
    await chat.come('me', 'ada');
    expect(here(chat)).to.equal('1 other: Ada is here');
    await chat.put('presence/ada-sid', '');
    expect(parts(chat, 'people')).to.deep.equal([]);
  });

  it('says who types: two by name, or several', async () => {
    const chat = await openPeople();
    expect(parts(chat, 'typing')).to.deep.equal([]);
    await chat.type('ada');
    expect(typing(chat)).to.equal('Ada is typing…');
    await chat.type('ben');
    expect(typing(chat)).to.equal('Ada and Ben are typing…');
    await chat.type('cyd');
    expect(typing(chat)).to.equal('Several people are typing…');
    await chat.type('cyd', false);
    await chat.type('ben', false);
    await chat.pass(5_000);
    expect(parts(chat, 'typing')).to.deep.equal([]);
  });

  it('takes back that somebody types when their message comes', async () => {
    const chat = await openPeople();
    await chat.type('ada');
    chat.fake.receive(messageOf({ user: 'ada' }));
    await chat.updateComplete;
    expect(parts(chat, 'typing')).to.deep.equal([]);
  });

  it('moves nothing when somebody comes, types, or has read', async () => {
    const chat = await openPeople();
    chat.fake.receive(...manyMessages(30), ownMessage(1));
    await chat.updateComplete;
    await nextFrame();
    const before = [...places(chat), part(chat, 'log').scrollHeight];
    await chat.come('ada', 'ben');
    await chat.type('ada');
    await chat.put('receipts/ada', { fake: 1 });
    await nextFrame();
    expect([here(chat), typing(chat), ...receipts(chat)].map((text) => text !== '')).to.deep.equal([
      true,
      true,
      true,
    ]);
    expect([...places(chat), part(chat, 'log').scrollHeight]).to.deep.equal(before);
  });

  it('lays nothing over the newest message', async () => {
    const chat = await openPeople();
    chat.fake.receive(...manyMessages(30), ownMessage(1));
    await chat.type('ada');
    await chat.put('receipts/ada', { fake: 1 });
    const bubble = parts(chat, 'bubble').at(-1)?.getBoundingClientRect().bottom ?? 0;
    expect(part(chat, 'typing').getBoundingClientRect().top).to.be.at.least(bubble - 1);
    expect(part(chat, 'receipt').getBoundingClientRect().top).to.be.at.least(bubble - 1);
    const end = part(chat, 'log').getBoundingClientRect().bottom;
    expect(part(chat, 'receipt').getBoundingClientRect().bottom).to.be.at.most(end + 1);
  });

  it('does not lay who types over what one reads further up', async () => {
    const chat = await openPeople();
    await shown(chat, ...manyMessages(60));
    await chat.type('ada');
    expect(parts(chat, 'typing')).to.have.length(1);
    await scrollLog(chat, 0);
    expect(parts(chat, 'typing')).to.deep.equal([]);
    chat.scrollToEnd();
    await chat.updateComplete;
    expect(parts(chat, 'typing')).to.have.length(1);
  });

  it('has it read out once that somebody types, however long they do', async () => {
    const chat = await openPeople();
    const heard: string[] = [];
    new MutationObserver(() => heard.push(readOut(chat))).observe(
      chat.shadowRoot?.querySelector('[aria-live="polite"].unseen') ?? chat,
      { childList: true, subtree: true },
    );
    for (let i = 0; i < 5; i += 1) {
      await chat.type('ada');
      await chat.type('ada', false);
      await chat.type('ben');
      await chat.pass(5_000);
    }
    expect(heard.filter((text) => text !== '')).to.deep.equal(['Ada is typing…']);
    expect(part(chat, 'log').getAttribute('aria-live')).to.equal('off');
  });

  it('says under one’s own newest message who has read it', async () => {
    const chat = await openPeople();
    await chat.come('ben');
    chat.fake.receive(ownMessage(1), ownMessage(2));
    await chat.put('receipts/ben', { fake: 1 });
    expect(receipts(chat)).to.deep.equal(['Read by Ben']);
    expect(parts(chat, 'message')[0]?.contains(part(chat, 'receipt'))).to.equal(true);
    await chat.put('receipts/ben', { fake: 2 });
    expect(parts(chat, 'message')[1]?.contains(part(chat, 'receipt'))).to.equal(true);
    expect(part(chat, 'receipt').offsetWidth).to.be.greaterThan(50);
    // Still "sent", to whoever asks for it.
    const marks = chat.shadowRoot?.querySelectorAll('[role="img"][aria-label="Sent"]');
    expect(marks).to.have.length(2);
  });

  it('counts the others who have read it, and those whom nobody knows', async () => {
    const chat = await openPeople();
    chat.fake.receive(ownMessage(1));
    await chat.put('receipts/zoe', { fake: 1 });
    expect(receipts(chat)).to.deep.equal(['Read by 1 person']);
    await chat.come('ben', 'cyd');
    await chat.put('receipts/ben', { fake: 1 });
    expect(receipts(chat)).to.deep.equal(['Read by Ben and 1 other']);
    await chat.put('receipts/cyd', { fake: 1 });
    expect(receipts(chat)).to.deep.equal(['Read by Ben and 2 others']);
    await chat.put('receipts/zoe', '');
    expect(receipts(chat)).to.deep.equal(['Read by Ben and Cyd']);
  });

  it('keeps it for screen readers alone where another message stands below', async () => {
    const chat = await openPeople();
    await chat.come('ben');
    chat.fake.receive(ownMessage(1));
    await chat.put('receipts/ben', { fake: 1 });
    chat.fake.receive(messageOf());
    await chat.updateComplete;
    expect(receipts(chat)).to.deep.equal(['Read by Ben']);
    expect(part(chat, 'receipt').offsetWidth).to.equal(1);
  });

  it('shows names as text', async () => {
    const chat = await openPeople();
    const name = '<img src=x onerror="alert(1)">';
    chat.fake.receive(ownMessage(1));
    await chat.put('presence/e', { user: 'eve', name });
    await chat.put('typing/e', { user: 'eve', name, on: true }, false);
    await chat.put('receipts/eve', { fake: 1 });
    expect(here(chat)).to.equal(`1 other: ${name} is here`);
    expect(typing(chat)).to.equal(`${name} is typing…`);
    expect(receipts(chat)).to.deep.equal([`Read by ${name}`]);
    expect(chat.shadowRoot?.querySelector('img')).to.equal(null);
  });

  it('keeps a name of the other direction to itself', async () => {
    const chat = await openPeople();
    await chat.put('presence/e', { user: 'eve', name: 'عائشة' });
    expect(textOf(part(chat, 'people').querySelector('bdi') ?? undefined)).to.equal('عائشة');
  });

  it('tells the room that one types, and that it is over', async () => {
    const chat = await openPeople();
    await write(chat, 'Hel');
    await write(chat, 'Hello');
    await chat.pass(100);
    expect(chat.said('typing/fake')).to.deep.equal(['{"user":"me","name":"Me","on":true}']);
    await write(chat, '');
    await chat.pass(100);
    expect(chat.said('typing/fake').at(-1)).to.equal('{"user":"me","name":"Me","on":false}');
  });

  it('tells the room that one has stopped typing when it is sent', async () => {
    const chat = await openPeople();
    await write(chat, 'Hello');
    part(chat, 'send').click();
    await chat.updateComplete;
    await chat.pass(100);
    expect(chat.said('typing/fake')).to.have.length(2);
  });

  it('tells the room what was read, once it was in view', async () => {
    const chat = await openPeople();
    chat.fake.receive(messageOf({ id: 'ada-1' }), messageOf({ id: 'ada-2' }));
    await chat.updateComplete;
    await nextFrame();
    await waitUntil(async () => {
      await chat.pass(2_000);
      return chat.said('receipts/me').length > 0;
    });
    expect(chat.said('receipts/me')).to.deep.equal(['{"ada":2}']);
  });

  it('tells nothing of what is below the window, or not the end of what is shown', async () => {
    const chat = await openPeople();
    const told = (record: string): boolean =>
      chat.said('receipts').some((one) => one.includes(record));
    await shown(chat, ...manyMessages(60));
    await scrollLog(chat, 0);
    chat.fake.receive(messageOf({ id: 'ada-1' }));
    await chat.updateComplete;
    await nextFrame();
    await chat.pass(3_000);
    expect(told('"ada":1')).to.equal(false);
    const far = document.createElement('div');
    far.className = 'far';
    far.style.blockSize = '5000px';
    chat.before(far);
    chat.scrollToEnd();
    await chat.updateComplete;
    await nextFrame();
    await nextFrame();
    chat.fake.receive(messageOf({ id: 'ada-2' }));
    await chat.updateComplete;
    await chat.pass(3_000);
    expect(told('"ada":2')).to.equal(false);
    far.remove();
    await waitUntil(async () => {
      await nextFrame();
      await chat.pass(2_000);
      return told('"ada":2');
    });
  });

  it('only shows who is here where one only reads', async () => {
    const chat = await openPeople({ readOnly: true });
    await chat.come('ada');
    chat.fake.receive(messageOf({ id: 'ada-1' }));
    await chat.updateComplete;
    await nextFrame();
    await chat.pass(3_000);
    expect(here(chat)).to.equal('1 other: Ada is here');
    expect([...chat.said('typing'), ...chat.said('receipts')]).to.deep.equal([]);
  });

  it('shows nobody where nobody knows any more who is there', async () => {
    const chat = await openPeople();
    await chat.come('ada');
    chat.fake.state.patch({ status: 'reconnecting' });
    await chat.updateComplete;
    expect(here(chat)).to.equal('1 other: Ada is here');
    chat.fake.state.patch({ status: 'offline' });
    await chat.updateComplete;
    expect(parts(chat, 'people')).to.deep.equal([]);
  });

  it('survives a move in the DOM, and goes on to see what is read', async () => {
    const chat = await openPeople();
    await chat.come('ada');
    const other = document.createElement('div');
    chat.before(other);
    other.append(chat);
    await chat.updateComplete;
    await new Promise((resolve) => setTimeout(resolve));
    expect(here(chat)).to.equal('1 other: Ada is here');
    expect(chat.rooms).to.have.length(1);
    chat.fake.receive(messageOf({ id: 'ada-1' }));
    await waitUntil(async () => {
      await chat.pass(2_000);
      return chat.said('receipts/me').length > 0;
    });
    await write(chat, 'Hello');
    await chat.pass(100);
    expect(chat.said('typing/fake')).to.have.length(1);
  });

  it('leaves nothing behind when it is taken away, and begins again when it is back', async () => {
    const chat = await openPeople();
    await chat.come('ada');
    await write(chat, 'Hello');
    const place = chat.parentElement;
    chat.remove();
    await new Promise((resolve) => setTimeout(resolve));
    await chat.pass(100);
    expect(chat.readers).to.deep.equal([]);
    expect(chat.people).to.deep.equal([]);
    expect(chat.said('typing/fake').at(-1)).to.include('"on":false');
    place?.append(chat);
    await chat.updateComplete;
    await chat.pass(2_000);
    expect(chat.rooms).to.have.length(2);
    expect(here(chat)).to.equal('1 other: Ada is here');
  });

  it('does not mind being taken away while the code for it is on its way', async () => {
    const chat = new PeopleChat();
    Object.assign(chat, { room: 'lobby', getToken: never });
    await fixture(html`${chat}`);
    chat.fake.options.met?.();
    chat.remove();
    await import('../../../src/elements/rt-chat/people.js');
    await new Promise((resolve) => setTimeout(resolve));
    await chat.pass(2_000);
    expect(chat.readers).to.deep.equal([]);
  });

  it('leaves the people of one room behind in the next', async () => {
    const chat = await openPeople();
    await chat.come('ada');
    chat.room = 'attic';
    await chat.updateComplete;
    expect(chat.people).to.deep.equal([]);
    expect(parts(chat, 'people')).to.deep.equal([]);
    expect(chat.readers).to.deep.equal(['chat/attic/presence/+']);
    await chat.pass(2_000);
    await chat.come('ben');
    expect(here(chat)).to.equal('1 other: Ben is here');
  });

  it('speaks the page’s language, in its plurals', async () => {
    const chat = await openPeople({
      lang: 'de',
      strings: {
        'chat.others.one': '{count} weitere Person',
        'chat.others.other': '{count} weitere',
        'chat.here.one': '{names} ist da',
        'chat.here.other': '{names} sind da',
      },
    });
    await chat.come('ada');
    expect(here(chat)).to.equal('1 weitere Person: Ada ist da');
    await chat.come('ada', 'ben', 'cyd', 'dan');
    expect(here(chat)).to.equal('4 weitere: Ada, Ben, Cyd und 1 weitere Person sind da');
  });

  it('updates once a frame, however many come', async () => {
    const chat = await openPeople();
    let updates = 0;
    chat.addController({ hostUpdated: () => (updates += 1) });
    for (let i = 0; i < 1_000; i += 1) {
      const record = { user: `u${i}`, name: `U ${i}`, since: i + 1 };
      chat.live.broker.put(`chat/lobby/presence/s${i}`, JSON.stringify(record), true);
    }
    await chat.live.clock.advance(100);
    await chat.updateComplete;
    await nextFrame();
    await chat.updateComplete;
    expect(chat.people).to.have.length(1_000);
    const thousand = new Intl.NumberFormat().format(1_000);
    expect(here(chat)).to.equal(`${thousand} others: U 0, U 1, U 2, and 997 others are here`);
    expect(updates).to.be.at.most(20);
  });

  it('is accessible', async () => {
    const chat = await openPeople();
    chat.fake.receive(messageOf(), ownMessage(1));
    await chat.come('ada', 'ben', 'cyd', 'dan');
    await chat.type('ada');
    await chat.put('receipts/ada', { fake: 1 });
    // While it fades in, it has little contrast.
    for (const animation of chat.shadowRoot?.getAnimations() ?? []) animation.cancel();
    await expect(chat).to.be.accessible();
  });
});
