import { fixture, html } from '@open-wc/testing';
import type { CallSettings } from '../../../src/elements/rt-call/screen/call-screen-host.js';
import { FakeCall } from './fake-call.js';
import { richCall } from './fake-phone.js';

/** Puts a call's screen on the page, in an element of 640 by 480 px. */
export const openCall = async (
  become: Parameters<FakeCall['phone']['become']>[0] = {},
  settings: Partial<CallSettings> = {},
  size = { width: 640, height: 480 },
): Promise<FakeCall> => {
  const call = new FakeCall();
  call.settings = { ...call.settings, ...settings };
  call.style.width = `${size.width}px`;
  call.style.height = `${size.height}px`;
  await fixture(html`${call}`);
  await call.updateComplete;
  call.phone.become(become);
  // How much room there is, is known with the next frame.
  await frames();
  return call;
};

/** A call that works, with all that a service can offer. */
export const connected = {
  phase: 'connected',
  connectedAt: 0,
  call: richCall,
  media: { microphone: 'on', camera: 'on' },
} as const satisfies Parameters<FakeCall['phone']['become']>[0];

/** Until resize observers and what follows them are through. */
export const frames = async (): Promise<void> => {
  for (let i = 0; i < 4; i += 1) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
};

const buttons = (call: FakeCall): HTMLButtonElement[] => [
  ...(call.shadowRoot?.querySelectorAll<HTMLButtonElement>('.screen button') ?? []),
];

const nameOf = (element: Element): string => element.getAttribute('aria-label') ?? textOf(element);

/** The names of all buttons, as they come. */
export const buttonNames = (call: FakeCall): string[] => buttons(call).map(nameOf);

/** The button of a name. */
export const button = (call: FakeCall, name: string): HTMLButtonElement => {
  const found = buttons(call).filter((one) => nameOf(one) === name && !one.hidden);
  const [first, ...more] = found;
  if (!first || more.length > 0) throw new Error(`${name}: ${found.length} buttons.`);
  return first;
};

/** The one element of a part; undefined where there is none. */
export const part = (call: FakeCall, name: string): HTMLElement | undefined =>
  call.shadowRoot?.querySelector<HTMLElement>(`[part~="${name}"]`) ?? undefined;

/** Text as one reads it. */
export const textOf = (element: Element | undefined): string =>
  element?.textContent?.replace(/\s+/g, ' ').trim() ?? '';

/** What the region for the call's state says. */
export const said = (call: FakeCall): string =>
  textOf(call.shadowRoot?.querySelector('.stage > .unseen[role=status]') ?? undefined);

/** What has the focus within the element. */
export const focusOf = (call: FakeCall): Element | undefined =>
  call.shadowRoot?.activeElement ?? undefined;

/** Presses a key where the focus is; returns whether the browser may do what it usually does. */
export const press = (target: EventTarget, key: string, init: KeyboardEventInit = {}): boolean =>
  target.dispatchEvent(
    new KeyboardEvent('keydown', {
      key,
      bubbles: true,
      composed: true,
      cancelable: true,
      ...init,
    }),
  );

/** A picture that moves, without a camera. */
export const pictureStream = (width = 320, height = 180): MediaStream => {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  let shade = 0;
  const draw = (): void => {
    if (!context) return;
    context.fillStyle = `hsl(${(shade += 10)} 50% 50%)`;
    context.fillRect(0, 0, width, height);
  };
  draw();
  const stream = canvas.captureStream(10);
  // Ends with its track, so that no test leaves it running.
  const timer = setInterval(() => {
    if (stream.getTracks().every(({ readyState }) => readyState === 'ended')) clearInterval(timer);
    draw();
  }, 50);
  return stream;
};
