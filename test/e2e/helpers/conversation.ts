import type { Locator } from '@playwright/test';

type Fields = Record<string, unknown>;

/** Somebody who takes part in a conversation without a page. */
export interface Talker {
  say(...texts: string[]): Promise<void>;
  /** All that the service has of it, oldest first. */
  read(): Promise<string[]>;
}

/** A chat of somebody's with an address; its id is the user's. */
export const chatWith = (user: string, destination: string, route = `/token/${user}`): string =>
  `<rt-chat id="${user}" destination="${destination}" provider="signalwire"
    token-endpoint="${route}"></rt-chat>`;

/** The texts of all messages, drawn or not. */
export const allTexts = (chat: Locator): Promise<string[]> =>
  chat.evaluate((element) =>
    (element as HTMLElementTagNameMap['rt-chat']).messages.map(({ text }) => text),
  );

/** Joins a conversation by plain HTTP. @param site the demo */
export const talker = async (site: string, user: string, destination: string): Promise<Talker> => {
  const post = (path: string, body: Fields, headers: Record<string, string>): Promise<Response> =>
    fetch(site + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const room = encodeURIComponent(destination);
  const wish = { purpose: 'chat', provider: 'signalwire', room };
  const grant = await post(`/token/${user}`, wish, { 'x-rt-embed': '1' });
  const { token } = (await grant.json()) as { token: string };
  const headers = { authorization: `Bearer ${token}` };
  const get = async (url: string): Promise<Fields> =>
    (await (await fetch(url, { headers })).json()) as Fields;
  const addresses = await get(`${site}/api/fabric/addresses?name=${room}`);
  const [address] = addresses['data'] as Fields[];
  const ids = { fabric_address_ids: [address?.['id']] };
  const joined = await post('/api/fabric/conversations/join', ids, headers);
  const { group_id } = (await joined.json()) as Fields;
  return {
    say: async (...texts) => {
      for (const text of texts) {
        const { ok } = await post('/api/fabric/messages', { group_id, text }, headers);
        if (!ok) throw new Error(`The gateway has not taken "${text}".`);
      }
    },
    read: async () => {
      const all: string[] = [];
      let next: unknown = `${site}/api/fabric/conversations/${String(group_id)}/messages`;
      while (typeof next === 'string') {
        const { data, links } = await get(next);
        all.push(...(data as Fields[]).map(({ text }) => String(text)));
        next = (links as Fields)['next'];
      }
      return all.reverse();
    },
  };
};
