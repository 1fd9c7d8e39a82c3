import { expect } from '@open-wc/testing';
import type { CallText } from '../../../../src/core/call/call-state.js';
import { CallError } from '../../../../src/protocol/call-error.js';
import { participant, richCall } from '../fake-phone.js';
import {
  button,
  buttonNames,
  connected,
  frames,
  openCall,
  part,
  press,
  said,
  textOf,
} from '../open-call.js';

const ada = participant({ id: 'a', name: 'Ada' });
const me = participant({ id: 'me', self: true });
const ben = participant({ id: 'b', name: 'Ben', audioMuted: true, talking: true });

describe('a call’s screen', () => {
  it('shows nothing while there is no call', async () => {
    const call = await openCall();
    expect(part(call, 'panel')).to.equal(undefined);
  });

  it('says what the call is doing, each once', async () => {
    const call = await openCall({ phase: 'preparing' });
    const region = call.shadowRoot?.querySelector('.stage > .unseen[role=status]');
    const heard = [said(call)];
    for (const phase of ['dialing', 'ringing', 'connecting', 'connected'] as const) {
      call.phone.become({ phase, connectedAt: phase === 'connected' ? Date.now() : undefined });
      heard.push(said(call));
    }
    call.phone.become({ phase: 'ended', end: { reason: 'busy', duration: 0 } });
    heard.push(said(call));
    expect(heard).to.deep.equal([
      'Getting ready…',
      'Calling…',
      'Ringing…',
      'Connecting…',
      'Connected',
      'Call ended: The line is busy.',
    ]);
    expect(call.shadowRoot?.querySelector('.stage > .unseen[role=status]')).to.equal(region);
  });

  it('shows whom one calls, and lets one give up', async () => {
    const call = await openCall({ phase: 'ringing' });
    expect(textOf(part(call, 'poster'))).to.equal('A Ada Lovelace Ringing…');
    button(call, 'Cancel').click();
    expect(call.phone.asked).to.deep.equal(['hangup()']);
  });

  it('calls an address without a name by its last part', async () => {
    const call = await openCall({
      phase: 'ringing',
      peer: { name: '', address: '/public/echo?channel=video' },
    });
    expect(part(call, 'panel')?.getAttribute('aria-label')).to.equal('Call with echo');
  });

  it('offers only what the call can do', async () => {
    const call = await openCall({
      ...connected,
      call: {
        ...richCall,
        layouts: [],
        can: { digits: false, hold: false, raiseHand: false, shareScreen: false, text: false },
      },
    });
    const names = buttonNames(call);
    expect(names).to.include.members(['Microphone', 'Camera', 'Hang up']);
    for (const name of ['Keypad', 'Hold', 'Raise hand', 'Share screen', 'Messages', 'Layout']) {
      expect(names).not.to.include(name);
    }
  });

  it('turns microphone and camera off and on', async () => {
    const call = await openCall({ ...connected, media: { microphone: 'on', camera: 'muted' } });
    expect(button(call, 'Microphone').ariaPressed).to.equal('true');
    expect(button(call, 'Camera').ariaPressed).to.equal('false');
    button(call, 'Microphone').click();
    button(call, 'Camera').click();
    expect(call.phone.asked).to.deep.equal(['setMuted(audio, true)', 'setMuted(video, false)']);
  });

  it('asks for what the other toggles stand for', async () => {
    const call = await openCall(connected, {}, { width: 900, height: 600 });
    for (const name of ['Share screen', 'Raise hand', 'Hold']) button(call, name).click();
    expect(call.phone.asked).to.deep.equal([
      'shareScreen(true)',
      'raiseHand(true)',
      'setHeld(true)',
    ]);
    call.phone.become({ call: { sharing: 'on', handRaised: true, held: true } });
    for (const name of ['Share screen', 'Raise hand', 'Hold']) {
      expect(button(call, name).ariaPressed).to.equal('true');
    }
  });

  it('puts behind “More” what has no room', async () => {
    const call = await openCall(connected, {}, { width: 300, height: 480 });
    expect(buttonNames(call)).not.to.include('Hold');
    button(call, 'More').click();
    button(call, 'Hold').click();
    expect(call.phone.asked).to.deep.equal(['setHeld(true)']);
  });

  it('shows how long the call lasts, and how good it is, in words', async () => {
    const call = await openCall({
      ...connected,
      connectedAt: Date.now() - 83_500,
      call: { ...richCall, quality: 'poor' },
    });
    expect(textOf(part(call, 'timer'))).to.equal('1:23');
    expect(part(call, 'timer')?.getAttribute('datetime')).to.equal('PT83S');
    expect(textOf(part(call, 'quality'))).to.equal('Bad connection');
  });

  it('lets one choose a layout', async () => {
    const call = await openCall(connected, {}, { width: 900, height: 600 });
    button(call, 'Layout').click();
    expect(button(call, 'Grid responsive').ariaPressed).to.equal('true');
    button(call, '1x1').click();
    expect(call.phone.asked).to.deep.equal(['setLayout(1x1)']);
  });

  it('lists the people of a room with their marks', async () => {
    const call = await openCall(
      { ...connected, call: { ...richCall, participants: [me, ada, ben] } },
      {},
      { width: 900, height: 600 },
    );
    button(call, 'People').click();
    const rows = [...(part(call, 'sheet')?.querySelectorAll('li') ?? [])];
    expect(rows.map((row) => textOf(row.querySelector('.name') ?? undefined))).to.deep.equal([
      'You',
      'Ada',
      'Ben',
    ]);
    const marks = [...(rows[2]?.querySelectorAll('[role=img]') ?? [])];
    expect(marks.map(({ ariaLabel }) => ariaLabel)).to.deep.equal(['Microphone off', 'Speaking']);
  });

  it('shows what is said, and reads out what is final only', async () => {
    const captions = [
      { id: '1', speaker: 'Ada', text: 'Hello.', final: true },
      { id: '2', speaker: 'Ada', text: 'How are', final: false },
    ];
    const call = await openCall({ ...connected, call: { ...richCall, captions } });
    expect(textOf(part(call, 'captions'))).to.equal('Ada Hello.Ada How are');
    const region = call.shadowRoot?.querySelector('[aria-live=polite]') ?? undefined;
    expect(textOf(region)).to.equal('Ada Hello.');
    expect(part(call, 'captions')?.closest('[aria-live]')).to.equal(null);
    press(button(call, 'Microphone'), 'c');
    expect(part(call, 'captions')).to.equal(undefined);
    expect(textOf(region)).to.equal('');
  });

  it('counts texts until one looks, and sends one', async () => {
    const call = await openCall(connected, {}, { width: 900, height: 600 });
    call.phone.become({
      call: { texts: [{ id: '1', from: 'Ada', text: 'Hi <b>', own: false, at: 1 }] },
    });
    button(call, 'Messages, 1 new').click();
    expect(textOf(part(call, 'text-log'))).to.equal('Ada Hi <b>');
    expect(button(call, 'Messages').ariaExpanded).to.equal('true');
    const input = part(call, 'text-input') as HTMLInputElement;
    input.value = ' Hello ';
    button(call, 'Send').click();
    expect(call.phone.asked).to.deep.equal(['sendText(Hello)']);
    expect(input.value).to.equal('');
  });

  it('keeps the newest text in view, unless one reads further up', async () => {
    const textsOf = (count: number): CallText[] =>
      Array.from({ length: count }, (_, n) => ({
        id: `${n}`,
        from: 'Ada',
        text: `Text ${n}`,
        own: false,
        at: n,
      }));
    const call = await openCall(
      { ...connected, call: { ...richCall, texts: textsOf(40) } },
      {},
      { width: 900, height: 500 },
    );
    button(call, 'Messages, 40 new').click();
    const log = part(call, 'text-log') as HTMLElement;
    const toEnd = (): number => log.scrollHeight - log.clientHeight - log.scrollTop;
    expect(log.scrollTop).to.be.above(0);
    expect(toEnd()).to.be.below(2);
    call.phone.become({ call: { texts: textsOf(41) } });
    expect(toEnd()).to.be.below(2);
    log.scrollTop = 10;
    await frames();
    call.phone.become({ call: { texts: textsOf(42) } });
    expect(log.scrollTop).to.equal(10);
  });

  it('says that the connection is lost while it is being restored', async () => {
    const call = await openCall({ ...connected, phase: 'reconnecting' });
    expect(textOf(part(call, 'banner'))).to.equal('Connection lost. Reconnecting…');
  });

  it('says in words what got lost, what to do, and no more of it when told so', async () => {
    const problem = new CallError('media/unplugged');
    const call = await openCall(connected);
    call.phone.become({ media: { problem } });
    expect(textOf(part(call, 'banner'))).to.equal(
      'A device that was in use has been unplugged. Plug it in again, or choose another one under “Devices”.',
    );
    button(call, 'Dismiss').click();
    expect(part(call, 'banner')).to.equal(undefined);
    call.phone.become({ media: { problem: new CallError('media/unplugged') } });
    expect(part(call, 'banner')).not.to.equal(undefined);
  });

  it('says and reports what a control could not do', async () => {
    const call = await openCall(connected);
    call.phone.refusal = new CallError('media/share-failed');
    button(call, 'Share screen').click();
    await frames();
    expect(textOf(part(call, 'banner'))).to.equal('The screen could not be shared.');
    expect(call.reported.map(({ code }) => code)).to.deep.equal(['media/share-failed']);
  });

  it('offers to go on with a call on hold, and to stop sharing', async () => {
    const call = await openCall(connected);
    call.phone.become({ call: { held: true, sharing: 'on' } });
    button(call, 'Go on').click();
    button(call, 'Stop sharing').click();
    expect(call.phone.asked).to.deep.equal(['setHeld(false)', 'shareScreen(false)']);
  });

  it('shows why a call is over, how long it was, and the way to the next', async () => {
    const call = await openCall({
      phase: 'ended',
      end: { reason: 'remote-hangup', duration: 3_725_000 },
    });
    expect(textOf(part(call, 'reason'))).to.equal('Ada Lovelace hung up.');
    expect(textOf(part(call, 'duration'))).to.equal('1:02:05');
    button(call, 'Call again').click();
    expect(call.redials).to.equal(1);
    button(call, 'Close').click();
    expect(part(call, 'panel')).to.equal(undefined);
  });

  it('explains how to allow microphone and camera', async () => {
    const call = await openCall({
      phase: 'ended',
      end: { reason: 'failed', duration: 0, error: new CallError('media/permission-denied') },
    });
    expect(textOf(part(call, 'reason'))).to.equal(
      'The browser does not let this page use the microphone or camera.',
    );
    expect(textOf(part(call, 'help'))).to.match(/^Allow microphone and camera/);
    expect(buttonNames(call)).to.deep.equal(['Close', 'Try again']);
  });

  it('lets one look at camera and microphone before the call', async () => {
    const call = await openCall({
      phase: 'checking',
      media: { microphone: 'on', camera: 'muted', problem: new CallError('media/in-use') },
    });
    expect(textOf(part(call, 'problem'))).to.match(/used by another program/);
    button(call, 'Camera').click();
    button(call, 'Call').click();
    expect(call.phone.asked).to.deep.equal(['setMuted(video, false)']);
    expect(call.redials).to.equal(1);
    button(call, 'Cancel').click();
    expect(call.phone.state.value.phase).to.equal('idle');
  });

  it('calls with the page’s words', async () => {
    const call = await openCall(
      { phase: 'checking', media: { microphone: 'on' } },
      { label: 'Ask us' },
    );
    button(call, 'Ask us').click();
    expect(call.redials).to.equal(1);
  });
});

describe('an incoming call', () => {
  it('is an alert that names the caller and says how long it rings', async () => {
    const call = await openCall({
      phase: 'incoming',
      direction: 'inbound',
      videoOffered: true,
      ringsUntil: Date.now() + 30_500,
    });
    const panel = part(call, 'panel');
    expect(panel?.role ?? panel?.getAttribute('role')).to.equal('alertdialog');
    expect(panel?.getAttribute('aria-label')).to.equal('Ada Lovelace is calling');
    expect(textOf(part(call, 'incoming'))).to.contain('Rings for 0:30 more');
    expect(said(call)).to.equal('Ada Lovelace is calling. Video call');
  });

  it('is answered with or without video, or declined', async () => {
    const call = await openCall({ phase: 'incoming', direction: 'inbound', videoOffered: true });
    button(call, 'Answer with video').click();
    button(call, 'Audio only').click();
    button(call, 'Decline').click();
    expect(call.phone.asked).to.deep.equal([
      'answer(true, true)',
      'answer(true, false)',
      'reject()',
    ]);
  });

  it('has one answer where no camera is wished', async () => {
    const call = await openCall(
      { phase: 'incoming', direction: 'inbound', videoOffered: true },
      { wishes: { audio: true, video: false, receiveOnly: false } },
    );
    expect(buttonNames(call)).to.deep.equal(['Decline', 'Answer']);
    button(call, 'Answer').click();
    expect(call.phone.asked).to.deep.equal(['answer(true, false)']);
  });

  it('reports why it could not be answered', async () => {
    const call = await openCall({ phase: 'incoming', direction: 'inbound' });
    call.phone.refusal = new CallError('call/no-call');
    button(call, 'Answer').click();
    await frames();
    expect(call.reported.map(({ code }) => code)).to.deep.equal(['call/no-call']);
  });

  it('that was missed can be returned', async () => {
    const call = await openCall({
      phase: 'ended',
      direction: 'inbound',
      end: { reason: 'no-answer', duration: 0 },
    });
    expect(textOf(part(call, 'reason'))).to.equal('You missed a call from Ada Lovelace.');
    expect(buttonNames(call)).to.deep.equal(['Close', 'Call back']);
  });
});
