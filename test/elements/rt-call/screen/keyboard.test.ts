import { expect, fixture, html } from '@open-wc/testing';
import { participant, richCall } from '../fake-phone.js';
import { button, connected, focusOf, frames, openCall, part, press, textOf } from '../open-call.js';

const wide = { width: 900, height: 600 };

describe('the keyboard in a call', () => {
  it('reaches the bar first', async () => {
    const call = await openCall(connected);
    const first = call.shadowRoot?.querySelector('.stage button, .stage select, .stage input');
    expect(first).to.equal(button(call, 'Microphone'));
  });

  it('has a letter for each control, named in its title', async () => {
    const participants = ['a', 'b', 'c'].map((id) => participant({ id }));
    const captions = [{ id: '1', speaker: '', text: 'Hi', final: true }];
    const call = await openCall(
      { ...connected, call: { ...richCall, participants, captions } },
      {},
      wide,
    );
    expect(button(call, 'Microphone').title).to.equal('Turn microphone off (M)');
    const panel = part(call, 'panel') as HTMLElement;
    for (const key of ['m', 'V', 's', 'r', 'h']) press(panel, key);
    expect(call.phone.asked).to.deep.equal([
      'setMuted(audio, true)',
      'setMuted(video, true)',
      'shareScreen(true)',
      'raiseHand(true)',
      'setHeld(true)',
    ]);
    const opened: string[] = [];
    for (const key of ['k', 't', 'p', 'l']) {
      press(panel, key);
      opened.push(part(call, 'sheet')?.ariaLabel ?? '');
    }
    expect(opened).to.deep.equal(['Keypad', 'Messages', 'People', 'Layout']);
  });

  it('leaves the browser’s own shortcuts and other keys alone', async () => {
    const call = await openCall(connected);
    const panel = part(call, 'panel') as HTMLElement;
    expect(press(panel, 'm', { ctrlKey: true })).to.equal(true);
    expect(press(panel, 'm', { metaKey: true })).to.equal(true);
    expect(press(panel, 'x')).to.equal(true);
    expect(press(panel, 'm', { repeat: true })).to.equal(true);
    expect(call.phone.asked).to.deep.equal([]);
  });

  it('takes letters for text where one writes', async () => {
    const call = await openCall(connected, {}, wide);
    button(call, 'Messages').click();
    expect(press(part(call, 'text-input') as HTMLElement, 'm')).to.equal(true);
    expect(call.phone.asked).to.deep.equal([]);
  });

  it('does nothing outside the call', async () => {
    const call = await openCall(connected);
    press(document.body, 'm');
    expect(call.phone.asked).to.deep.equal([]);
  });

  it('types digits while the keypad is open, and shows them', async () => {
    const call = await openCall(connected, {}, wide);
    const panel = part(call, 'panel') as HTMLElement;
    press(panel, '1');
    press(panel, 'k');
    for (const key of ['1', '*', '#']) press(panel, key);
    button(call, '0').click();
    button(call, 'Star').click();
    expect(call.phone.asked).to.deep.equal(
      ['1', '*', '#', '0', '*'].map((digit) => `sendDigits(${digit})`),
    );
    expect(textOf(part(call, 'digits'))).to.equal('1*#0*');
    const flashing = part(call, 'sheet')?.getAnimations({ subtree: true }) ?? [];
    expect(flashing.some(({ effect }) => (effect as KeyframeEffect).target instanceof Element)).to
      .be.true;
  });

  it('closes a sheet with Esc, and goes back to the control that opened it', async () => {
    const call = await openCall(connected, {}, wide);
    button(call, 'Keypad').click();
    const key = button(call, '5');
    key.focus();
    press(key, 'Escape');
    expect(part(call, 'sheet')).to.equal(undefined);
    expect(focusOf(call)).to.equal(button(call, 'Keypad'));
  });

  it('goes back to “More” from a sheet that was opened there', async () => {
    const call = await openCall(connected, {}, { width: 300, height: 480 });
    button(call, 'More').click();
    button(call, 'Keypad').click();
    button(call, 'Close').click();
    expect(focusOf(call)).to.equal(button(call, 'More'));
  });

  it('does not end a call with Esc', async () => {
    const call = await openCall(connected);
    press(part(call, 'panel') as HTMLElement, 'Escape');
    expect(call.phone.asked).to.deep.equal([]);
  });
});

describe('the focus in a call', () => {
  it('goes into the panel when it opens, on nothing that acts', async () => {
    for (const mode of ['inline', 'button', 'modal'] as const) {
      const call = await openCall({ phase: 'preparing' }, { mode });
      expect(focusOf(call), mode).to.equal(part(call, 'panel'));
    }
  });

  it('stays where somebody writes when it rings', async () => {
    for (const mode of ['inline', 'button', 'modal'] as const) {
      const call = await openCall({}, { mode });
      const field = await fixture<HTMLInputElement>(html`<input aria-label="Text" />`);
      field.focus();
      call.phone.become({ phase: 'incoming', direction: 'inbound' });
      expect(document.activeElement, mode).to.equal(field);
    }
  });

  it('stays in the panel when the call ends, and goes back to the trigger after it', async () => {
    for (const mode of ['inline', 'button', 'modal'] as const) {
      const call = await openCall(connected, { mode });
      button(call, 'Hang up').focus();
      call.phone.become({ phase: 'ended', end: { reason: 'hangup', duration: 1 } });
      expect(focusOf(call), mode).to.equal(part(call, 'panel'));
      button(call, 'Close').focus();
      button(call, 'Close').click();
      expect(focusOf(call), mode).to.equal(call.trigger);
    }
  });

  it('stays where it is when the call ends elsewhere', async () => {
    const call = await openCall(connected, { mode: 'button' });
    const field = await fixture<HTMLInputElement>(html`<input aria-label="Text" />`);
    field.focus();
    call.phone.become({ phase: 'ended', end: { reason: 'remote-hangup', duration: 1 } });
    call.phone.dismiss();
    expect(document.activeElement).to.equal(field);
  });

  it('stays on a control while the call goes on', async () => {
    const call = await openCall(connected);
    button(call, 'Camera').focus();
    call.phone.become({ media: { camera: 'muted' }, call: { quality: 'fair' } });
    expect(focusOf(call)).to.equal(button(call, 'Camera'));
  });
});

describe('where a call is shown', () => {
  it('is a card that leaves the page usable', async () => {
    const call = await openCall(connected, { mode: 'button' });
    expect(part(call, 'panel')?.matches(':popover-open')).to.equal(true);
    expect(part(call, 'panel')?.matches(':modal')).to.equal(false);
    expect(part(call, 'resize')).to.equal(undefined);
  });

  it('is the element’s own box', async () => {
    const call = await openCall(connected);
    const panel = part(call, 'panel')?.getBoundingClientRect();
    const host = call.getBoundingClientRect();
    expect(panel?.width).to.equal(host.width);
  });

  it('is a modal dialog that Esc puts aside as a card, with the call going on', async () => {
    const call = await openCall(connected, { mode: 'modal' });
    const panel = part(call, 'panel');
    expect(panel?.matches(':modal')).to.equal(true);
    const video = part(call, 'video');
    button(call, 'Hang up').focus();
    press(button(call, 'Hang up'), 'Escape');
    expect(panel?.matches(':modal')).to.equal(false);
    expect(panel?.matches(':popover-open')).to.equal(true);
    expect(part(call, 'video')).to.equal(video);
    expect(focusOf(call)).to.equal(button(call, 'Hang up'));
    expect(call.phone.asked).to.deep.equal([]);
    button(call, 'Make larger').click();
    expect(panel?.matches(':modal')).to.equal(true);
  });

  it('is put aside also where the browser closes the dialog by itself', async () => {
    const call = await openCall(connected, { mode: 'modal' });
    const panel = part(call, 'panel') as HTMLDialogElement;
    panel.close();
    await frames();
    expect(panel.matches(':popover-open')).to.equal(true);
    expect(call.phone.asked).to.deep.equal([]);
  });

  it('takes no other thing’s place while it rings', async () => {
    const call = await openCall({ phase: 'incoming', direction: 'inbound' }, { mode: 'modal' });
    expect(part(call, 'panel')?.matches(':popover-open')).to.equal(true);
    call.phone.become({ phase: 'connecting' });
    expect(part(call, 'panel')?.matches(':modal')).to.equal(true);
  });

  it('dismisses with Esc what is over', async () => {
    const call = await openCall({ phase: 'ended' }, { mode: 'modal' });
    press(part(call, 'panel') as HTMLElement, 'Escape');
    expect(call.phone.state.value.phase).to.equal('idle');
  });

  it('is there again after the element was moved', async () => {
    for (const mode of ['button', 'modal'] as const) {
      const call = await openCall(connected, { mode });
      const elsewhere = await fixture<HTMLElement>(html`<div></div>`);
      elsewhere.append(call);
      call.screen.update();
      const shown = mode === 'modal' ? ':modal' : ':popover-open';
      expect(part(call, 'panel')?.matches(shown), mode).to.equal(true);
    }
  });
});
