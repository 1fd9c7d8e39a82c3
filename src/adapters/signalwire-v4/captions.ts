import type { Caption } from '../../core/call/call-state.js';

/** The events of SignalWire's AI agents that carry what is said. */
export const captionEvents = [
  'ai.partial_result', // the caller, not yet finished
  'ai.speech_detect', // the caller
  'ai.response_utterance', // the agent, a piece
  'ai.completion', // the agent, all of it
] as const;

export type CaptionEvent = (typeof captionEvents)[number];

/** How many are kept: a long call must not fill the memory. */
const kept = 100;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Directions for the voice, `~LN(English)-;`, and what the recogniser thinks of itself. */
const clean = (text: string): string => {
  const [before = '', after = ''] = text.split(/\s*~[A-Z]+\(.*?\)-;\s*/i, 2);
  return (before.trim() || after).replace(/\s*\{confidence=[\d.]+\}\s*/g, ' ').trim();
};

/**
 * The captions after an event. Each side has at most one that may still change, so that both show
 * where one speaks into the other's words.
 */
export const caption = (
  captions: readonly Caption[],
  event: CaptionEvent,
  params: Readonly<Record<string, unknown>>,
  speakers: { caller: string; agent: string },
): readonly Caption[] => {
  const side = event === 'ai.partial_result' || event === 'ai.speech_detect' ? 'caller' : 'agent';
  const final = event === 'ai.speech_detect' || event === 'ai.completion';
  const said = clean(textOf(params['utterance']) || textOf(params['text']));
  const open = captions.find(({ id, final: done }) => !done && id.startsWith(side));
  const whole = event === 'ai.response_utterance' && open ? `${open.text} ${said}` : said;
  // The end of an utterance may come without its text.
  const text = whole || (final && side === 'agent' ? (open?.text ?? '') : '');
  const rest = captions.filter((one) => one !== open);
  if (text === '') return final ? rest : captions;
  const id = open?.id ?? `${side}-${lastNumber(captions) + 1}`;
  return [...rest, { id, speaker: speakers[side], text, final }].slice(-kept);
};

const lastNumber = (captions: readonly Caption[]): number =>
  captions.reduce((last, { id }) => Math.max(last, Number(id.split('-')[1])), 0);
