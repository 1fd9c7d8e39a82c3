import type { PropertyDeclarations, PropertyValues } from '@lit/reactive-element';
import { warmTransport } from '../../adapters/registry.js';
import { LeaseController, type Plan, type Session } from '../../controllers/lease-controller.js';
import { PresenceReader } from '../../core/chat/presence-reader.js';
import { systemClock, type Clock } from '../../core/clock.js';
import type { ConnectionPool } from '../../core/connection-pool.js';
import { PageStatus } from '../../core/page-status.js';
import { TopicReader, type Reading } from '../../core/topic-reader.js';
import { statusTexts } from '../../i18n/status-texts.js';
import { RtError } from '../../protocol/errors.js';
import { chatTopics, checkTopic } from '../../protocol/topics.js';
import { colors } from '../../ui/colors.js';
import { pool } from '../pool.js';
import { RtBase } from '../rt-base.js';
import { Followed } from './followed.js';
import { makeParts, setText, type Parts } from './parts.js';
import { styles } from './rt-status.styles.js';
import { errorView, readingView, stateView, type Heard, type View } from './view.js';

/**
 * A dot and words for something live: the page's connections, one element, a topic's value or the
 * people in a room.
 *
 * Without `for`, `topic` or `room` it sums up the connections and calls of all elements on the page as
 * the worst of them, and opens none itself.
 *
 * @slot icon - Takes the place of the dot.
 * @slot label - Takes the place of the `label` attribute, before the dot.
 *
 * @fires {RtStateChangeEvent} rt-state-change - Another state is shown. Detail: `{ state, previous }`.
 * @fires {RtErrorEvent} rt-error - Something went wrong. Detail: `{ error }`, an `RtError`.
 *
 * @csspart dot - The dot.
 * @csspart label - The label.
 * @csspart value - The words, or the percentage beside the bar.
 * @csspart bar - The progress bar, a `<progress>`.
 *
 * @cssprop [--rt-status-dot-size=0.6em] - Diameter of the dot.
 * @cssprop [--rt-status-bar-size=8em] - Length of the progress bar.
 *
 * @cssstate online - Messages flow.
 * @cssstate connecting - The first try is under way.
 * @cssstate reconnecting - It was online a moment ago.
 * @cssstate offline - The tries fail; it goes on trying.
 * @cssstate error - Trying again by itself can't help, or the value can't be shown.
 * @cssstate idle - There is nothing to show the state of.
 * @cssstate good - A badge says that all is well.
 * @cssstate warning - A badge says that not all is well.
 * @cssstate bad - A badge says that something is down or has failed.
 * @cssstate neutral - A badge says something else.
 */
export class RtStatus extends RtBase {
  static override styles = [colors, styles];

  static override properties: PropertyDeclarations = {
    htmlFor: { attribute: 'for' },
    topic: {},
    valuePath: { attribute: 'value-path' },
    kind: {},
    max: { type: Number },
    room: {},
    label: {},
  };

  /** The id of the element to follow; it may come later. */
  htmlFor = '';

  /** Shows the last value of this topic. */
  topic = '';

  /** Where the value is in the topic's JSON, as `jobs.0.done`. Empty: all of it. */
  valuePath = '';

  /** How the topic's value is shown. */
  kind: 'text' | 'badge' | 'progress' = 'text';

  /** The value that fills the progress bar. */
  max = 100;

  /** Shows how many people are in this room. */
  room = '';

  /** Said before the state or value; names the progress bar. */
  label = '';

  protected override readonly texts = statusTexts;
  readonly #pool: ConnectionPool;
  readonly #clock: Clock;
  readonly #lease: LeaseController<Reading<Heard>, Session<Reading<Heard>>>;
  #watch: { of: string; watch: PageStatus | Followed } | undefined;
  #parts: Parts | undefined;
  #view: View | undefined;

  constructor(connections: ConnectionPool = pool, clock: Clock = systemClock) {
    super();
    this.#pool = connections;
    this.#clock = clock;
    this.#lease = new LeaseController(this, {
      pool: connections,
      plan: () => this.#plan(),
      changed: () => this.requestUpdate(),
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch();
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot();
    this.#parts = makeParts(root);
    return root;
  }

  protected override willUpdate(): void {
    const of = this.htmlFor ? `#${this.htmlFor}` : this.topic || this.room ? '' : 'page';
    if (this.#watch?.of === of || !this.isConnected) return;
    this.#unwatch();
    const changed = (): void => this.requestUpdate();
    if (this.htmlFor) this.#watch = { of, watch: new Followed(this, this.htmlFor, changed) };
    else if (of) this.#watch = { of, watch: new PageStatus(this.#pool.live, changed) };
  }

  protected override update(changed: PropertyValues): void {
    super.update(changed);
    const view = (this.#view = this.#look());
    this.setStates(view.state, view.tone);
    if (this.#parts) this.#show(view, this.#parts);
  }

  protected override updated(): void {
    this.announce(this.#view?.state, this.#view?.error);
  }

  #plan(): Plan<Session<Reading<Heard>>> | undefined {
    const { htmlFor, topic, room, max } = this;
    if (htmlFor || (!topic && !room)) return undefined;
    if (this.kind === 'progress' && !(max > 0)) {
      throw new RtError('config/bad-attribute', {
        message: 'The attribute "max" is not a number above 0.',
      });
    }
    if (topic) checkTopic(topic);
    else chatTopics(room);
    const account = this.account();
    return {
      account,
      want: { purpose: 'status', ...(topic ? { topic } : { room }) },
      open: (connection) => {
        // While the token is asked for; the grant may still name another.
        warmTransport(account.source.fallback.provider ?? 'mqtt');
        return topic
          ? new TopicReader<Heard>(connection, topic, undefined, ({ payload }) => payload)
          : new PresenceReader(connection, room, this.#clock);
      },
    };
  }

  #look(): View {
    const { topic, valuePath, kind, max, localizer } = this;
    if (this.#watch) {
      const { state, text } = this.#watch.watch;
      return stateView(state, localizer, text);
    }
    const { problem, session } = this.#lease;
    if (problem) return errorView(problem, localizer);
    if (!session) return stateView('idle', localizer);
    return readingView(session.state.value, { topic, valuePath, kind, max, localizer });
  }

  #show({ state, text, fraction, tone }: View, parts: Parts): void {
    const { localizer, label } = this;
    const progress = !this.#watch && this.topic !== '' && this.kind === 'progress';
    const { bar, figure, value } = parts;
    // Rounded down: it says 100 % when it is done, not before.
    const percent =
      fraction === undefined
        ? ''
        : localizer.number(Math.floor(fraction * 100 + 1e-9) / 100, { style: 'percent' });
    // A screen reader hears of the end; what is in between it finds at the bar.
    const done = fraction === 1 && text === '';
    setText(parts.label, label);
    setText(value, done ? percent : text);
    setText(figure, percent);
    value.classList.toggle('unseen', done);
    parts.state.classList.toggle('badge', tone !== undefined);
    parts.state.classList.toggle('bare', progress && text === '');
    bar.classList.toggle('apart', text !== '');
    bar.hidden = !progress || state === 'error';
    if (fraction === undefined) bar.removeAttribute('value');
    else bar.value = fraction;
    const slotted = this.querySelector(':scope > [slot="label"]')?.textContent.trim();
    bar.ariaLabel = label || slotted || localizer.text('status.progress');
  }

  #unwatch(): void {
    this.#watch?.watch.stop();
    this.#watch = undefined;
  }
}
