import { expect, nextFrame } from '@open-wc/testing';
import { maxTextLength } from '../../../src/protocol/chat-message.js';
import { ChatError } from '../../../src/protocol/chat-error.js';
import type { RtError } from '../../../src/protocol/errors.js';
import { messageOf } from './fake-room.js';
import { openChat, part, parts, press, textOf, write } from './open-chat.js';

const draftOf = (chat: Parameters<typeof part>[0]): string =>
  (part(chat, 'input') as HTMLTextAreaElement).value;

describe('<rt-chat> composer', () => {
  it('sends with Enter, and is empty again', async () => {
    const chat = await openChat();
    await write(chat, 'Hello');
    expect(await press(chat, { key: 'Enter' })).to.be.false;
    expect(chat.fake.sent).to.deep.equal(['Hello']);
    expect(draftOf(chat)).to.equal('');
  });

  it('breaks the line with Shift+Enter', async () => {
    const chat = await openChat();
    await write(chat, 'Hello');
    expect(await press(chat, { key: 'Enter', shiftKey: true })).to.be.true;
    expect(chat.fake.sent).to.deep.equal([]);
  });

  it('leaves Enter to an IME that composes', async () => {
    const chat = await openChat();
    await write(chat, 'こんにちは');
    expect(await press(chat, { key: 'Enter', isComposing: true })).to.be.true;
    // Safari: the composition is over already, only the key code tells.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    expect(await press(chat, { key: 'Enter', keyCode: 229 })).to.be.true;
    expect(chat.fake.sent).to.deep.equal([]);
  });

  it('sends with the button, and the focus stays in the field', async () => {
    const chat = await openChat();
    await write(chat, 'Hello');
    part(chat, 'input').focus();
    const press = new MouseEvent('mousedown', { bubbles: true, cancelable: true });
    part(chat, 'send').dispatchEvent(press);
    part(chat, 'send').click();
    await chat.updateComplete;
    expect(chat.fake.sent).to.deep.equal(['Hello']);
    expect(press.defaultPrevented).to.be.true;
    expect(chat.shadowRoot?.activeElement).to.equal(part(chat, 'input'));
  });

  it('sends nothing that is empty', async () => {
    const chat = await openChat();
    for (const draft of ['', '   ', '\n\n']) {
      await write(chat, draft);
      await press(chat, { key: 'Enter' });
      part(chat, 'send').click();
    }
    expect(chat.fake.sent).to.deep.equal([]);
    expect(part(chat, 'send').getAttribute('aria-disabled')).to.equal('true');
  });

  it('says that a text is too long before it is sent, and keeps it', async () => {
    const chat = await openChat();
    const long = 'x'.repeat(maxTextLength + 2);
    await write(chat, long);
    await press(chat, { key: 'Enter' });
    expect(chat.fake.sent).to.deep.equal([]);
    expect(draftOf(chat)).to.equal(long);
    expect(textOf(part(chat, 'note'))).to.equal('2 characters too many');
    expect(part(chat, 'input').getAttribute('aria-invalid')).to.equal('true');
    await write(chat, long.slice(1));
    expect(textOf(part(chat, 'note'))).to.equal('1 character too many');
    await write(chat, long.slice(2));
    expect(textOf(part(chat, 'note'))).to.equal('');
    await press(chat, { key: 'Enter' });
    expect(chat.fake.sent[0]).to.have.length(maxTextLength);
  });

  it('grows with its text, up to six lines', async () => {
    const chat = await openChat();
    const height = async (lines: number): Promise<number> => {
      await write(chat, Array.from({ length: lines }, () => 'line').join('\n'));
      await nextFrame();
      return part(chat, 'input').offsetHeight;
    };
    const [one, two, six, nine] = [
      await height(1),
      await height(2),
      await height(6),
      await height(9),
    ];
    expect(two - one).to.be.closeTo(22, 1);
    expect(six - one).to.be.closeTo(5 * 22, 2);
    expect(nine).to.equal(six);
    await write(chat, '');
    expect(part(chat, 'input').offsetHeight).to.equal(one);
  });

  it('is large enough to be written in and tapped', async () => {
    const chat = await openChat();
    expect(parseFloat(getComputedStyle(part(chat, 'input')).fontSize)).to.be.at.least(16);
    const { width, height } = part(chat, 'send').getBoundingClientRect();
    expect(Math.min(width, height)).to.be.at.least(44);
    expect(part(chat, 'input').getAttribute('enterkeyhint')).to.equal('send');
  });

  it('keeps the draft through everything that happens', async () => {
    const chat = await openChat();
    await write(chat, 'Half a thou');
    chat.fake.state.patch({ status: 'reconnecting' });
    await chat.updateComplete;
    chat.fake.state.patch({ status: 'error', error: new ChatError('chat/not-authorized') });
    await chat.updateComplete;
    chat.fake.receive(messageOf());
    chat.room = 'attic';
    await chat.updateComplete;
    chat.readOnly = true;
    await chat.updateComplete;
    chat.readOnly = false;
    await chat.updateComplete;
    chat.parentElement?.append(chat);
    await chat.updateComplete;
    expect(draftOf(chat)).to.equal('Half a thou');
  });

  it('keeps the draft where a listener stops it', async () => {
    const chat = await openChat();
    chat.addEventListener('rt-before-send', (event) => event.preventDefault());
    await write(chat, 'Not yet');
    await press(chat, { key: 'Enter' });
    expect(chat.fake.sent).to.deep.equal([]);
    expect(draftOf(chat)).to.equal('Not yet');
  });

  it('keeps the draft where there is no room to send it to', async () => {
    const chat = await openChat(undefined, { room: '' });
    await write(chat, 'Anybody?');
    await press(chat, { key: 'Enter' });
    expect(draftOf(chat)).to.equal('Anybody?');
  });

  it('can be written in while the connection is down', async () => {
    const chat = await openChat((room) => room.state.patch({ status: 'offline' }));
    await write(chat, 'Later');
    await press(chat, { key: 'Enter' });
    expect(chat.fake.sent).to.deep.equal(['Later']);
  });

  it('shows what is refused as failed, reports it once, and offers to send it again', async () => {
    const chat = await openChat();
    const errors: RtError[] = [];
    chat.addEventListener('rt-error', ({ detail }) => errors.push(detail.error));
    chat.fake.refusal = new ChatError('chat/not-authorized');
    await write(chat, 'May I?');
    await press(chat, { key: 'Enter' });
    expect(textOf(part(chat, 'text'))).to.equal('May I?');
    expect(textOf(part(chat, 'delivery'))).to.equal('Not sent');
    expect(errors.map(({ code }) => code)).to.deep.equal(['chat/not-authorized']);
    expect(draftOf(chat)).to.equal('');
    part(chat, 'resend').focus();
    part(chat, 'resend').click();
    await chat.updateComplete;
    expect(chat.fake.resent).to.have.length(1);
    expect(parts(chat, 'resend')).to.have.length(0);
    expect(part(chat, 'delivery').getAttribute('aria-label')).to.equal('Sending');
    expect(chat.shadowRoot?.activeElement).to.equal(part(chat, 'log'));
  });

  it('gets back what was refused before it became a message', async () => {
    const chat = await openChat();
    chat.fake.refusal = new ChatError('chat/too-long');
    chat.fake.keepsRefused = false;
    await write(chat, 'Precious');
    await press(chat, { key: 'Enter' });
    await chat.updateComplete;
    expect(draftOf(chat)).to.equal('Precious');
  });

  it('is not there where one only reads, which is said', async () => {
    const chat = await openChat(undefined, { readOnly: true });
    expect(parts(chat, 'composer')).to.have.length(0);
    expect(textOf(part(chat, 'read-only'))).to.equal('You can read here, not write.');
    expect(textOf(part(chat, 'empty'))).to.equal('No messages yet.');
    expect(chat.fake.options.readOnly).to.be.true;
  });

  it('says what the page wants it to say while it is empty', async () => {
    const chat = await openChat(undefined, { placeholder: 'Ask us' });
    expect(part(chat, 'input').getAttribute('placeholder')).to.equal('Ask us');
  });
});
