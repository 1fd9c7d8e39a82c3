import { browserTab } from '../../core/chat/keep-tab.js';

/** Keeps what is typed and not sent, until the tab is closed: through reloads and crashes. */
export class Draft {
  #key = '';
  /** Who typed it, as soon as that is known. */
  #user = '';

  /**
   * The field is that of another room or account, or opens for the first time: what is in it goes
   * along, else what was typed there before comes back. Returns the text.
   */
  open(key: string, text: string): string {
    if (key === this.#key) return text;
    if (this.#key && text) browserTab.set(this.#key, '');
    this.#key = key;
    if (text) {
      this.save(text);
      return text;
    }
    const [user = '', ...lines] = browserTab.get(key)?.split('\n') ?? [];
    this.#user = user;
    return lines.join('\n');
  }

  /** Somebody is known to be here: what another has typed is not for them. Returns the text. */
  meet(user: string | undefined, text: string): string {
    if (!user || user === this.#user) return text;
    const theirs = this.#user !== '';
    this.#user = user;
    if (!theirs) this.save(text);
    return theirs ? '' : text;
  }

  save(text: string): void {
    if (this.#key) browserTab.set(this.#key, text && `${this.#user}\n${text}`);
  }
}

/** Which of several elements of one page this is that have the same id and room. */
export const ordinal = (element: Element & { room: string }): number =>
  [...(element.getRootNode() as ParentNode).querySelectorAll<typeof element>(element.localName)]
    .filter(({ id, room }) => id === element.id && room === element.room)
    .indexOf(element);
