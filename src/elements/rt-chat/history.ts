import type { ReactiveController } from 'lit';
import type { Room } from '../../core/chat/chat-state.js';
import { History } from '../../core/chat/history.js';
import { HistorySource } from '../../core/chat/history-source.js';
import type { Localizer } from '../../i18n/localizer.js';
import { RtError } from '../../protocol/errors.js';
import { historyRow } from '../../ui/history-row.js';
import type { MessageWindow } from './message-window.js';
import type { RtChat } from './rt-chat.js';

export { historyTexts as texts } from '../../i18n/history-texts.js';

/** How close to the oldest message older ones are asked for, px. */
const ahead = 600;

/** Shows what was said before: the newest at once, the rest as one scrolls up to it. */
export class Past implements ReactiveController {
  readonly #host: RtChat;
  readonly #window: MessageWindow;
  readonly #signal: AbortSignal;
  readonly #room: Room;
  readonly #history: History;
  #log: Element | null = null;

  /**
   * Starts at once, and ends with the signal.
   * @throws RtError `config/bad-attribute`
   */
  constructor(host: RtChat, window: MessageWindow, room: Room, signal: AbortSignal) {
    this.#host = host;
    this.#window = window;
    this.#room = room;
    this.#signal = signal;
    const read = host.historyEndpoint ? fromSite(host, room) : fromService(room);
    const changed = (): void => host.requestUpdate();
    this.#history = new History({ room, read, changed }, signal);
    host.addController(this);
    signal.addEventListener('abort', () => host.removeController(this));
  }

  hostUpdated(): void {
    if (!this.#log) {
      this.#log = this.#host.renderRoot.querySelector('.log');
      this.#log?.addEventListener('scroll', this.#look, { signal: this.#signal });
    }
    this.#look();
  }

  /** What the panel shows of it. */
  view(localizer: Localizer): { above?: unknown; loading?: boolean } {
    if (this.#signal.aborted) return {};
    const { status } = this.#history;
    const count = this.#room.log.messages.length;
    const retry = (): void => this.#history.retry();
    return {
      above: historyRow({ status, count, localizer, retry }),
      loading: status === 'loading',
    };
  }

  #look = (): void => {
    // Nothing has a height where the element is not shown.
    if (!this.#log?.clientHeight || this.#log.scrollTop > ahead) return;
    if (this.#window.start === 0) this.#history.older();
  };
}

type Read = ConstructorParameters<typeof History>[0]['read'];

/** @throws RtError `config/bad-attribute` */
const fromSite = (host: RtChat, room: Room): Read => {
  const source = new HistorySource({
    url: absolute(host.historyEndpoint),
    credentials: host.tokenCredentials === 'include' ? 'include' : 'same-origin',
    room: host.room,
    readMessage: room.read,
  });
  return (before, signal) => source.read(before, signal);
};

const gone = 'The service is not reached at the moment.';

const fromService =
  ({ connection, topics }: Room): Read =>
  async (before, signal) => {
    const { history } = connection;
    // It goes on when the service is back.
    if (!history) throw new RtError('chat/history-failed', { message: gone, retryable: true });
    return history(topics.messages, before, signal);
  };

const absolute = (endpoint: string): string => {
  try {
    return new URL(endpoint, document.baseURI).href;
  } catch {
    throw new RtError('config/bad-attribute', {
      message: 'The attribute "history-endpoint" is no URL.',
    });
  }
};
