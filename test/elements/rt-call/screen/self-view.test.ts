import { expect, fixture, html } from '@open-wc/testing';
import { SelfView } from '../../../../src/elements/rt-call/screen/self-view.js';
import { button, connected, openCall, part, pictureStream, press } from '../open-call.js';

const setup = async (dir: 'ltr' | 'rtl' = 'ltr'): Promise<{ view: SelfView; own: HTMLElement }> => {
  const stage = await fixture<HTMLElement>(html`<div dir=${dir}><button>Own</button></div>`);
  Object.assign(stage.style, { position: 'relative', width: '400px', height: '300px' });
  const own = stage.querySelector('button') as HTMLElement;
  Object.assign(own.style, { position: 'absolute', width: '80px', height: '60px' });
  own.style.setProperty('translate', 'var(--_dx, 0) var(--_dy, 0)');
  const view = new SelfView();
  view.take(own);
  // No pointer is down in a test.
  own.setPointerCapture = () => undefined;
  return { view, own };
};

const pointer = (own: HTMLElement, type: string, x: number, y: number): void => {
  const init = { pointerId: 1, clientX: x, clientY: y, button: 0, bubbles: true };
  own.dispatchEvent(new PointerEvent(type, init));
};

/** Drags what is in the upper left corner of the stage by so much. */
const drag = (own: HTMLElement, x: number, y: number): void => {
  const { left, top } = own.getBoundingClientRect();
  pointer(own, 'pointerdown', left + 5, top + 5);
  pointer(own, 'pointermove', left + 5 + x / 2, top + 5 + y / 2);
  pointer(own, 'pointermove', left + 5 + x, top + 5 + y);
  pointer(own, 'pointerup', left + 5 + x, top + 5 + y);
};

describe('one’s own picture', () => {
  it('begins where it hides least', async () => {
    const { view, own } = await setup();
    expect(view.corner).to.deep.equal({ block: 'end', inline: 'end' });
    expect([own.dataset['block'], own.dataset['inline']]).to.deep.equal(['end', 'end']);
  });

  it('goes where the arrow keys say', async () => {
    const { view, own } = await setup();
    expect(press(own, 'ArrowUp')).to.equal(false);
    expect(view.corner).to.deep.equal({ block: 'start', inline: 'end' });
    press(own, 'ArrowLeft');
    expect(view.corner).to.deep.equal({ block: 'start', inline: 'start' });
    press(own, 'ArrowDown');
    press(own, 'ArrowRight');
    expect(view.corner).to.deep.equal({ block: 'end', inline: 'end' });
    expect(press(own, 'Tab')).to.equal(true);
  });

  it('takes left for left where one writes from right to left', async () => {
    const { view, own } = await setup('rtl');
    press(own, 'ArrowRight');
    expect(view.corner).to.deep.equal({ block: 'end', inline: 'start' });
    press(own, 'ArrowLeft');
    expect(view.corner).to.deep.equal({ block: 'end', inline: 'end' });
  });

  it('goes to the next corner with each click, and comes round', async () => {
    const { view, own } = await setup();
    const corners = Array.from({ length: 4 }, () => {
      own.click();
      return `${view.corner.block} ${view.corner.inline}`;
    });
    expect(corners).to.deep.equal(['end start', 'start start', 'start end', 'end end']);
  });

  it('follows the pointer, and comes to rest in the nearest corner', async () => {
    const { view, own } = await setup();
    const { left, top } = own.getBoundingClientRect();
    pointer(own, 'pointerdown', left + 5, top + 5);
    pointer(own, 'pointermove', left + 35, top + 25);
    expect(own.style.getPropertyValue('--_dx')).to.equal('30px');
    expect(own.style.getPropertyValue('--_dy')).to.equal('20px');
    pointer(own, 'pointerup', left + 35, top + 25);
    expect(view.corner).to.deep.equal({ block: 'start', inline: 'start' });
    expect(own.style.getPropertyValue('--_dx')).to.equal('');
    drag(own, 300, 20);
    expect(view.corner).to.deep.equal({ block: 'start', inline: 'end' });
    drag(own, 300, 230);
    expect(view.corner).to.deep.equal({ block: 'end', inline: 'end' });
  });

  it('takes the end of a drag for no click', async () => {
    const { view, own } = await setup();
    drag(own, 300, 230);
    own.dispatchEvent(new MouseEvent('click', { detail: 1 }));
    expect(view.corner).to.deep.equal({ block: 'end', inline: 'end' });
  });

  it('takes a pointer that trembles for a click', async () => {
    const { view, own } = await setup();
    drag(own, 2, 2);
    own.dispatchEvent(new MouseEvent('click', { detail: 1 }));
    expect(view.corner).to.deep.equal({ block: 'end', inline: 'start' });
  });

  it('stays in its corner where the browser takes the pointer away', async () => {
    const { view, own } = await setup();
    pointer(own, 'pointerdown', 5, 5);
    pointer(own, 'pointermove', 90, 5);
    pointer(own, 'pointercancel', 0, 0);
    expect(view.corner).to.deep.equal({ block: 'end', inline: 'end' });
  });

  it('is shown mirrored and silent while the camera is on, and moves in the call', async () => {
    const stream = pictureStream();
    const [video] = stream.getVideoTracks();
    const call = await openCall({ ...connected, media: { ...connected.media, video } });
    const own = button(call, 'Your picture: to the next corner');
    const picture = own.querySelector('video');
    expect(getComputedStyle(picture as Element).scale).to.equal('-1 1');
    expect(picture?.muted).to.equal(true);
    expect((picture?.srcObject as MediaStream).getVideoTracks()).to.deep.equal([video]);
    const before = own.getBoundingClientRect();
    own.click();
    for (const animation of own.getAnimations()) animation.finish();
    expect(own.getBoundingClientRect().left).to.be.below(before.left);
    call.phone.become({ media: { camera: 'muted' } });
    expect(part(call, 'self-view')?.hidden).to.equal(true);
    for (const track of stream.getTracks()) track.stop();
  });
});
