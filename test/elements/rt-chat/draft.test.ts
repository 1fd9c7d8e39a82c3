import { expect } from '@open-wc/testing';
import type { FakeChat, FakeRoom } from './fake-room.js';
import { openChat, part, press, write } from './open-chat.js';

const draftOf = (chat: FakeChat): string => (part(chat, 'input') as HTMLTextAreaElement).value;
const as = (id: string) => (room: FakeRoom) => room.state.patch({ me: { id, name: id } });
const beforeGrant = (room: FakeRoom): void => room.state.patch({ me: undefined });
/** The page goes, and with it the element; the tab stays. */
const leave = (chat: FakeChat): void => chat.remove();

describe('<rt-chat> draft', () => {
  it('is there again on the next page of the tab', async () => {
    const before = await openChat();
    await write(before, 'Half a\nthought');
    leave(before);
    expect(draftOf(await openChat())).to.equal('Half a\nthought');
  });

  it('is gone when it was sent, or cleared', async () => {
    for (const end of ['send', 'clear']) {
      const before = await openChat();
      await write(before, 'Done');
      if (end === 'send') await press(before, { key: 'Enter' });
      else await write(before, '');
      leave(before);
      expect(draftOf(await openChat())).to.equal('');
      expect(JSON.stringify({ ...sessionStorage })).not.to.contain('Done');
    }
  });

  it('belongs to its room and its token route', async () => {
    const before = await openChat();
    await write(before, 'For the lobby');
    leave(before);
    for (const other of [{ room: 'attic' }, { tokenEndpoint: '/other' }]) {
      const elsewhere = await openChat(undefined, other);
      expect(draftOf(elsewhere)).to.equal('');
      leave(elsewhere);
    }
    expect(draftOf(await openChat())).to.equal('For the lobby');
  });

  it('goes along where an element is given another room', async () => {
    const chat = await openChat();
    await write(chat, 'On its way');
    chat.room = 'attic';
    await chat.updateComplete;
    leave(chat);
    expect(draftOf(await openChat())).to.equal('');
    expect(draftOf(await openChat(undefined, { room: 'attic' }))).to.equal('On its way');
  });

  it('is that of its own element, where several have the same room', async () => {
    const first = await openChat();
    const second = await openChat();
    await write(first, 'One');
    await write(second, 'Two');
    leave(first);
    leave(second);
    expect([draftOf(await openChat()), draftOf(await openChat())]).to.deep.equal(['One', 'Two']);
  });

  it('of another user is taken away as soon as it is known who is here', async () => {
    const before = await openChat(as('ada'));
    await write(before, 'Dear diary');
    leave(before);
    const after = await openChat(beforeGrant);
    expect(draftOf(after)).to.equal('Dear diary');
    after.fake.state.patch({ me: { id: 'ben', name: 'Ben' } });
    await after.updateComplete;
    expect(draftOf(after)).to.equal('');
    expect(JSON.stringify({ ...sessionStorage })).not.to.contain('diary');
  });

  it('of the same user stays when it is known who is here', async () => {
    const before = await openChat(beforeGrant);
    await write(before, 'Early');
    before.fake.state.patch({ me: { id: 'ada', name: 'Ada' } });
    await before.updateComplete;
    leave(before);
    const after = await openChat(beforeGrant);
    after.fake.state.patch({ me: { id: 'ada', name: 'Ada' } });
    await after.updateComplete;
    expect(draftOf(after)).to.equal('Early');
  });
});
