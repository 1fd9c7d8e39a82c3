import type { GrantUser } from '../../src/server/index.js';

/** Something that can be called or written to, in the shape of SignalWire's addresses. */
export interface Address {
  readonly id: string;
  readonly name: string;
  readonly display_name: string;
  readonly resource_id: string;
  readonly type: 'room' | 'subscriber' | 'app';
  readonly channels: { readonly audio: string; readonly video: string; readonly messaging: string };
  readonly locked: boolean;
  readonly created_at: string;
}

const roomPattern = /^\/public\/room-[\w-]{1,64}$/;
const apps: Readonly<Record<string, string>> = {
  '/public/echo': 'Echo',
  '/public/agent': 'Agent',
  '/public/busy': 'Always busy',
  '/public/unanswered': 'Nobody there',
  '/public/drops': 'Hangs up',
};

const addressOf = (name: string, display: string, type: Address['type']): Address => {
  // In the path of a URL later on, so nothing in it may need escaping.
  const key = Buffer.from(name).toString('hex');
  return {
    id: `address-${key}`,
    name,
    display_name: display,
    resource_id: `resource-${key}`,
    type,
    channels: {
      audio: `${name}?channel=audio`,
      video: `${name}?channel=video`,
      messaging: `${name}?channel=messaging`,
    },
    locked: false,
    created_at: '2026-01-01T00:00:00Z',
  };
};

/** Where a user is called. */
export const userAddress = ({ id, name }: GrantUser): Address =>
  addressOf(`/private/${id}`, name ?? id, 'subscriber');

/** Who and what can be called. */
export class Directory {
  readonly #people = new Map<string, GrantUser>();

  constructor(people: readonly GrantUser[]) {
    for (const user of people) this.add(user);
  }

  /** Makes somebody known, with the name that the last token says. */
  add(user: GrantUser): void {
    this.#people.set(user.id, user);
  }

  /** The address of a destination; undefined where there is nothing. */
  find(destination: string): Address | undefined {
    const [name = ''] = destination.split('?');
    const app = Object.hasOwn(apps, name) ? apps[name] : undefined;
    if (app !== undefined) return addressOf(name, app, 'app');
    if (roomPattern.test(name)) return addressOf(name, name.slice('/public/room-'.length), 'room');
    const user = this.userAt(name);
    return user && userAddress(user);
  }

  byId(id: string): Address | undefined {
    const name = Buffer.from(id.replace(/^address-/, ''), 'hex').toString();
    const address = this.find(name);
    return address?.id === id ? address : undefined;
  }

  /** Whose private address this is. */
  userAt(name: string): GrantUser | undefined {
    return this.#people.get(/^\/private\/([^/?]+)$/.exec(name)?.[1] ?? '');
  }

  list(): Address[] {
    const named = Object.entries(apps).map(([name, display]) => addressOf(name, display, 'app'));
    return [...named, ...[...this.#people.values()].map(userAddress)];
  }
}
