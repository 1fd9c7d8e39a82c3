import type { PluralKey, StringKey, Strings } from './english.js';

type Values = Readonly<Record<string, string | number>>;

const fill = (template: string, values: Values): string =>
  template.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );

// Making a formatter costs some 50 µs, a list of messages asks for thousands.
const formatters = new Map<string, unknown>();
export const cached = <T>(key: string, make: () => T): T => {
  if (!formatters.has(key)) formatters.set(key, make());
  return formatters.get(key) as T;
};

const pluralRules = (locale: string | undefined): Intl.PluralRules =>
  cached(`p${locale}`, () => new Intl.PluralRules(locale));

/** A layer's own text; a page without types may put anything there. */
const own = (layer: Strings | undefined, key: string): string | undefined => {
  const found: unknown = layer && Object.hasOwn(layer, key) ? layer[key] : undefined;
  return typeof found === 'string' ? found : undefined;
};

/** Looks up texts and formats for one locale, at render time. */
export class Localizer {
  /** The language of dates and numbers; undefined: the browser's. */
  readonly locale: string | undefined;
  readonly #layers: readonly (Strings | undefined)[];

  /**
   * @param locale BCP 47; undefined or invalid: the browser's
   * @param layers texts by key, the first wins; the last holds the English ones
   */
  constructor(locale: string | undefined, ...layers: readonly (Strings | undefined)[]) {
    this.locale = locale && validLocale(locale) ? locale : undefined;
    this.#layers = layers;
  }

  text(key: StringKey, values: Values = {}): string {
    return fill(this.#find(key) ?? key, values);
  }

  plural(key: PluralKey, count: number, values: Values = {}): string {
    return fill(this.#form(key, count) ?? key, { count: this.number(count), ...values });
  }

  /** What went wrong: in the words of `error.<code>` where there are any, else in the error's own. */
  error({ code, message }: { code: string; message: string }): string {
    return this.#find(`error.${code}`) ?? message;
  }

  number(value: number, options?: Intl.NumberFormatOptions): string {
    return cached(
      `n${this.locale}${JSON.stringify(options)}`,
      () => new Intl.NumberFormat(this.locale, options),
    ).format(value);
  }

  #find(key: string): string | undefined {
    for (const layer of this.#layers) {
      const found = own(layer, key);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Form by form in each layer, so that no form of another language comes between. */
  #form(key: string, count: number): string | undefined {
    for (const layer of this.#layers) {
      // English text takes English forms, whatever the locale: Russian counts 21 as one.
      const rules = pluralRules(layer === this.#layers.at(-1) ? 'en' : this.locale);
      const found = own(layer, `${key}.${rules.select(count)}`) ?? own(layer, `${key}.other`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

const validLocale = (locale: string): boolean => {
  try {
    return Intl.getCanonicalLocales(locale).length > 0;
  } catch {
    return false; // a page's `lang` can hold anything
  }
};
