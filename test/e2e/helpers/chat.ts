import { expect, type Locator } from '@playwright/test';

const trim = (text: string | null): string => text?.trim() ?? '';

/** A chat of Ada's or Ben's, whose id is the user's. */
export const chatTag = (user: string, room: string, route = `/token/${user}`): string =>
  `<rt-chat id="${user}" room="${room}" token-endpoint="${route}"></rt-chat>`;

/** Where one writes. */
export const field = (chat: Locator): Locator => chat.getByRole('textbox', { name: 'Message' });

/** What the chat says of its connection. */
export const banner = (chat: Locator): Locator => chat.locator('[part="banner"]');

/** The button that offers a way on. */
export const tryAgain = (chat: Locator): Locator => chat.getByRole('button', { name: 'Try again' });

/** The texts of the messages, in the order of the DOM. */
export const texts = async (chat: Locator): Promise<string[]> =>
  (await chat.locator('[part="text"]').allTextContents()).map(trim);

/** Brings a chat into view and waits until it has nothing to say of its connection. */
export const online = async (...chats: Locator[]): Promise<void> => {
  for (const chat of chats) {
    await chat.scrollIntoViewIfNeeded();
    await expect(field(chat)).toBeVisible();
  }
  const soon = { timeout: 15_000, intervals: [50, 100, 200] };
  for (const chat of chats) {
    await expect.poll(() => banner(chat).textContent().then(trim), soon).toBe('');
  }
};

/** Types messages, each sent with Enter. */
export const write = async (chat: Locator, ...messages: string[]): Promise<void> => {
  for (const message of messages) {
    await field(chat).fill(message);
    await field(chat).press('Enter');
  }
};

/** `count` texts of one writer. */
export const numbered = (writer: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${writer} says ${i + 1}`);

/** Waits until a chat shows what each writer has said: all of it, once, in the writer's order. */
export const showsAll = async (chat: Locator, ...said: string[][]): Promise<void> => {
  const shown = async (): Promise<string[][]> => {
    const all = await texts(chat);
    const known = said.map((list) => all.filter((text) => list.includes(text)));
    return [...known, all.filter((text) => !said.flat().includes(text))];
  };
  await expect.poll(shown, { timeout: 30_000, intervals: [50, 100, 250] }).toEqual([...said, []]);
};

/** Waits until the service has all of one's own messages. */
export const allSent = async (chat: Locator): Promise<void> => {
  await expect(chat.getByRole('img', { name: 'Sending' })).toHaveCount(0, { timeout: 20_000 });
  await expect(chat.getByRole('button', { name: 'Send again' })).toHaveCount(0);
};
