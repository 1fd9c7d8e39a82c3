import type { ElementState } from '../../core/connection-state.js';
import type { Reading } from '../../core/topic-reader.js';
import { valueAt, valueNumber, valueText } from '../../core/value-path.js';
import type { Localizer } from '../../i18n/localizer.js';
import { RtError } from '../../protocol/errors.js';
import { toneOf, type Tone } from './tone.js';

/** What a session has heard: a count of people, a topic's last payload, or nothing yet. */
export type Heard = number | Uint8Array | undefined;

/** Everything that the element shows. */
export interface View {
  state: ElementState;
  error?: RtError | undefined;
  /** The words; empty where the bar says it all. */
  text: string;
  /** How full the bar is, 0 to 1; undefined: one can't tell. */
  fraction?: number | undefined;
  tone?: Tone | undefined;
}

/** How a topic's value is to be read. */
export interface ViewOptions {
  topic: string;
  valuePath: string;
  kind: string;
  max: number;
  localizer: Localizer;
}

/** What to show of a state alone; `text`: in the words of the element that it is of. */
export const stateView = (state: ElementState, localizer: Localizer, text?: string): View => ({
  state,
  text: text || localizer.text(`status.${state}`),
});

/** What to show of something wrong. */
export const errorView = (error: RtError, localizer: Localizer): View => ({
  state: 'error',
  error,
  text: localizer.error(error),
});

/** What to show of a topic or room, as it is being read. */
export const readingView = (reading: Reading<Heard>, options: ViewOptions): View => {
  const { localizer, topic } = options;
  const { status, error, joined } = reading;
  if (status === 'error' && error) return errorView(error, localizer);
  const value = read(reading.value, options);
  const online = status === 'online';
  if (value instanceof RtError && online) return errorView(value, localizer);
  const shown: View = { ...stateView(status, localizer), error };
  // The first values come before the connection says that it is online: they are not stale.
  if (value === undefined || value instanceof RtError || !joined || status === 'connecting') {
    if (online)
      shown.text = localizer.text(joined && topic ? 'status.no-value' : 'status.connecting');
    return shown;
  }
  const { text, ...more } = value;
  // What is no longer fresh is said to be so, beside the value.
  if (online) shown.text = text;
  else if (text) shown.text = localizer.text('status.stale', { value: text, status: shown.text });
  return { ...shown, ...more, ...(!online && more.tone && { tone: 'neutral' }) };
};

type Value = Pick<View, 'text' | 'fraction' | 'tone'>;

const read = (heard: Heard, options: ViewOptions): Value | RtError | undefined => {
  const { localizer, kind, max, topic, valuePath } = options;
  if (typeof heard === 'number') return { text: localizer.plural('status.people', heard) };
  if (!heard) return undefined;
  const found = valueAt(heard, valuePath);
  if ('problem' in found) return unreadable(topic, found.problem);
  if (found.value === undefined) return undefined;
  const text = valueText(found.value);
  if (kind === 'badge') return { text, tone: toneOf(text) };
  if (kind !== 'progress') return { text };
  const number = valueNumber(found.value);
  if (number === undefined) return unreadable(topic, 'is not a number');
  return { text: '', fraction: Math.min(1, Math.max(0, number / max)) };
};

const unreadable = (topic: string, problem: string): RtError =>
  new RtError('status/bad-value', { message: `The value of the topic "${topic}" ${problem}.` });
