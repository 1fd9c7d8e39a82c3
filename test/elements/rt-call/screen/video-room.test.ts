import { expect } from '@open-wc/testing';
import { newCall, type RoomState } from '../../../../src/core/call/call-state.js';
import type { FakeCall } from '../fake-call.js';
import { guestRoom as guest, hostRoom as host, participant } from '../fake-phone.js';
import { button, buttonNames, connected, frames, openCall, part } from '../open-call.js';

const people = [
  participant({ id: 'me', self: true }),
  participant({ id: 'a', name: 'Ada' }),
  participant({ id: 'b', name: 'Ben', audioMuted: true }),
];

const inRoom = (room: RoomState): Promise<FakeCall> =>
  openCall(
    { ...connected, call: { ...newCall, status: 'connected', participants: people, room } },
    {},
    { width: 1_200, height: 600 },
  );

const noticeTexts = (call: FakeCall): string[] =>
  [...(call.shadowRoot?.querySelectorAll('.notices .title') ?? [])].map(
    ({ textContent }) => textContent ?? '',
  );

describe('a call in a video room', () => {
  it('offers what one may do with others, each named, and no more than that', async () => {
    const call = await inRoom(host);
    button(call, 'People').click();
    const rows = [...(part(call, 'sheet')?.querySelectorAll('li') ?? [])];
    const names = rows.map((row) =>
      [...row.querySelectorAll('button')].map(({ ariaLabel }) => ariaLabel),
    );
    expect(names).to.deep.equal([
      [],
      ['Turn off the microphone of Ada', 'Turn off the camera of Ada', 'Remove Ada'],
      ['Turn off the camera of Ben', 'Remove Ben'],
    ]);
    button(call, 'Turn off the microphone of Ada').click();
    button(call, 'Turn off the camera of Ben').click();
    button(call, 'Remove Ben').click();
    expect(call.phone.asked).to.deep.equal([
      'muteMember(a, audio, true)',
      'muteMember(b, video, true)',
      'removeMember(b)',
    ]);
  });

  it('offers a guest nothing of it', async () => {
    const call = await inRoom(guest);
    button(call, 'People').click();
    expect(part(call, 'sheet')?.querySelectorAll('li button')).to.have.length(0);
    const names = buttonNames(call).join();
    expect(names).not.to.contain('Lock the room');
    expect(names).not.to.contain('Record');
  });

  it('locks and records, and back', async () => {
    const call = await inRoom(host);
    button(call, 'Lock the room').click();
    button(call, 'Record').click();
    call.phone.become({ call: { room: { ...host, locked: true, recording: 'on' } } });
    expect(button(call, 'Lock the room').ariaPressed).to.equal('true');
    button(call, 'Lock the room').click();
    button(call, 'Record').click();
    expect(call.phone.asked).to.deep.equal([
      'setLocked(true)',
      'record(on)',
      'setLocked(false)',
      'record(off)',
    ]);
  });

  it('tells everybody what runs, and lets who may end it', async () => {
    const running = { recording: 'on', streaming: 'on', playback: 'on' } as const;
    const call = await inRoom({ ...guest, ...running });
    expect(noticeTexts(call)).to.deep.equal([
      'This call is being recorded.',
      'This call is streamed live.',
      'Something is played to everybody.',
    ]);
    expect(call.shadowRoot?.querySelectorAll('.notices button')).to.have.length(0);
    call.phone.become({ call: { room: { ...host, ...running } } });
    await frames();
    const stops = call.shadowRoot?.querySelectorAll<HTMLButtonElement>('.notices button') ?? [];
    for (const stop of stops) stop.click();
    expect(call.phone.asked).to.deep.equal(['record(off)', 'stream(off)', 'play(off)']);
  });

  it('goes on with a recording that is paused', async () => {
    const call = await inRoom({ ...host, recording: 'paused' });
    button(call, 'Go on').click();
    expect(call.phone.asked).to.deep.equal(['record(on)']);
  });

  it('shows an audience that it only watches, and no button for what it cannot send', async () => {
    const call = await inRoom({ ...guest, audience: true });
    expect(noticeTexts(call)).to.deep.equal(['You only watch: nobody sees or hears you.']);
    expect(part(call, 'control-microphone')).to.equal(undefined);
    expect(part(call, 'control-camera')).to.equal(undefined);
    expect(part(call, 'control-devices')).to.equal(undefined);
  });
});
