import { fixture, html, nextFrame } from '@open-wc/testing';
import { FakeChat, type FakeRoom } from './fake-room.js';

/** A page's own way to a token that takes for ever: the fake room needs none. */
export const never = (): Promise<unknown> => new Promise(() => undefined);

// Drafts outlive an element: each test is to be in a tab of its own.
beforeEach(() => sessionStorage.clear());

/** Puts a chat with a fake room on the page. */
export const openChat = async (
  prepare: (room: FakeRoom) => void = () => undefined,
  properties: Partial<FakeChat> = {},
): Promise<FakeChat> => {
  const chat = new FakeChat();
  Object.assign(chat, { room: 'lobby', getToken: never, prepare, ...properties });
  await fixture(html`${chat}`);
  await chat.updateComplete;
  return chat;
};

/** All elements of a part. */
export const parts = (chat: FakeChat, part: string): HTMLElement[] => [
  ...(chat.shadowRoot?.querySelectorAll<HTMLElement>(`[part~="${part}"]`) ?? []),
];

/** The one element of a part. */
export const part = (chat: FakeChat, name: string): HTMLElement => {
  const [found, ...more] = parts(chat, name);
  if (!found || more.length > 0) throw new Error(`${name}: ${found ? 'several' : 'none'} there.`);
  return found;
};

/** Text as one reads it. */
export const textOf = (element: Element | undefined): string =>
  element?.textContent?.replace(/\s+/g, ' ').trim() ?? '';

/** Types into the composer, as a visitor would. */
export const write = async (chat: FakeChat, text: string): Promise<void> => {
  const input = part(chat, 'input') as HTMLTextAreaElement;
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  await chat.updateComplete;
};

/** Presses a key in the composer; returns whether the browser may do what it usually does. */
export const press = async (chat: FakeChat, key: KeyboardEventInit): Promise<boolean> => {
  const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...key });
  part(chat, 'input').dispatchEvent(event);
  await chat.updateComplete;
  return !event.defaultPrevented;
};

/** Scrolls the log, and waits until the element has seen it. */
export const scrollLog = async (chat: FakeChat, top: number): Promise<void> => {
  part(chat, 'log').scrollTop = top;
  // The event comes with the next frame, resize observers after it.
  await nextFrame();
  await nextFrame();
  await chat.updateComplete;
};

/** How far the log is from its end, px. */
export const toEnd = (chat: FakeChat): number => {
  const { scrollTop, scrollHeight, clientHeight } = part(chat, 'log');
  return scrollHeight - clientHeight - scrollTop;
};
