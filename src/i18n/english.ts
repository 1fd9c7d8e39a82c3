import type { callIdleTexts } from './call-idle-texts.js';
import type { callTexts } from './call-texts.js';
import type { chatTexts } from './chat-texts.js';
import type { historyTexts } from './history-texts.js';
import type { peopleTexts } from './people-texts.js';
import type { statusTexts } from './status-texts.js';

// One table an element, so that none downloads another's; here they only meet as types.
type English = typeof callIdleTexts &
  typeof callTexts &
  typeof chatTexts &
  typeof historyTexts &
  typeof peopleTexts &
  typeof statusTexts;

/** The key of one text. Plural forms end in `.one`, `.other`, … as `Intl.PluralRules` names them. */
export type StringKey = keyof English;

type PluralStem<K> = K extends `${infer Stem}.other` ? Stem : never;
/** The key of a text with plural forms, without its ending. */
export type PluralKey = PluralStem<StringKey>;

/** Texts in place of the English ones; any plural form of the locale may be added. */
export type Strings = Readonly<Partial<Record<StringKey, string>> & Record<string, string>>;
