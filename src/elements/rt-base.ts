import { ReactiveElement, type PropertyDeclarations } from '@lit/reactive-element';
import { systemClock } from '../core/clock.js';
import type { Account } from '../core/connection-pool.js';
import type { ElementState } from '../core/connection-state.js';
import { RtErrorEvent } from '../events/rt-error-event.js';
import { RtStateChangeEvent } from '../events/rt-state-change-event.js';
import type { Strings } from '../i18n/english.js';
import { Localizer } from '../i18n/localizer.js';
import { pageDefaults } from '../page.js';
import { RtError } from '../protocol/errors.js';
import type { TokenRequest } from '../protocol/grant.js';

/**
 * What every element has in common: the token route, the language, the look, how it reports. It has
 * no templates, because an element as small as `<rt-status>` can do without 3 kB of them.
 */
export abstract class RtBase extends ReactiveElement {
  // No decorators here: they are 0.4 kB, a fiftieth of all that a page with `<rt-status>` downloads.
  static override properties: PropertyDeclarations = {
    tokenEndpoint: { attribute: 'token-endpoint' },
    tokenCredentials: { attribute: 'token-credentials' },
    tokenBody: { attribute: 'token-body' },
    shareConnection: { attribute: 'share-connection' },
    getToken: { attribute: false },
    provider: {},
    url: {},
    user: {},
    userName: { attribute: 'user-name' },
    theme: {},
    strings: { attribute: false },
  };

  /** URL of the site's route that returns a grant; asked by POST. */
  tokenEndpoint = '';

  /** `include` sends cookies to a token route on another origin. */
  tokenCredentials: 'same-origin' | 'include' = 'same-origin';

  /** More fields for the body of the token request, as JSON. */
  tokenBody = '';

  /** `off`: this page has a connection of its own, instead of one for all tabs of the account. */
  shareConnection: '' | 'off' = '';

  /** Asked for a grant instead of `token-endpoint`, by a page with its own way to its server. */
  getToken?: (request: TokenRequest, signal: AbortSignal) => Promise<unknown>;

  /** Which service is wished for; its code comes early. Where the grant names another, that one is used. */
  provider = '';

  /** URL of the service, where the grant does not name one. */
  url = '';

  /** Who is here, where the grant does not say. Only a hint: a server must not believe it. */
  user = '';

  /** The name to show for `user`, where the grant does not say. */
  userName = '';

  /** `light`, `dark` or `auto` (as the page's `color-scheme`). */
  theme = '';

  /** Texts in place of the built-in ones, by key. */
  strings?: Strings;

  /** The element's own texts in English. */
  protected abstract readonly texts: Strings;

  readonly #internals = this.attachInternals();
  #states = new Set<string>();
  #undoDefaults: (() => void) | undefined;
  #reported: string | undefined;
  #status: ElementState | undefined;
  #forgetful: 'memory' | undefined;
  #localizer:
    | { language: string | undefined; layers: (Strings | undefined)[]; localizer: Localizer }
    | undefined;

  /** What the element shows of its connection; `idle` while there is none. */
  get connectionState(): ElementState {
    return this.#status ?? 'idle';
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    // Where the autoloader has said that this code could not be had, and now it is here after all.
    this.shadowRoot?.replaceChildren();
    return super.createRenderRoot();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#undoDefaults = pageDefaults.subscribe(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#undoDefaults?.();
    // A task later: an element that is only moved is back by then.
    systemClock.after(0, () => {
      if (!this.isConnected && this.#status) this.announce('idle', undefined);
    });
  }

  /** Texts and formats in the element's language; the same object while nothing of it changes. */
  protected get localizer(): Localizer {
    const { locale, strings } = pageDefaults.value;
    const inherited = this.closest('[lang]')?.getAttribute('lang');
    const language = this.lang || locale || inherited || undefined;
    const layers = [this.strings, strings, this.texts];
    const known = this.#localizer;
    if (known && known.language === language && layers.every((one, i) => one === known.layers[i])) {
      return known.localizer;
    }
    const localizer = new Localizer(language, ...layers);
    this.#localizer = { language, layers, localizer };
    return localizer;
  }

  /** `light`, `dark`, or undefined to follow the page. */
  protected get scheme(): 'light' | 'dark' | undefined {
    const theme = this.theme || pageDefaults.value.theme;
    return theme === 'light' || theme === 'dark' ? theme : undefined;
  }

  /**
   * Where this element's grants come from, and what its requests have in common.
   * @throws RtError `config/missing-attribute`, `config/bad-attribute`
   */
  protected account(): Account {
    const defaults = pageDefaults.value;
    const endpoint = this.tokenEndpoint || defaults.tokenEndpoint;
    if (!endpoint && !this.getToken) {
      throw new RtError('config/missing-attribute', {
        message: 'The attribute "token-endpoint" is missing.',
        remediation: 'Set it to the URL of your token route.',
      });
    }
    const provider = this.provider || defaults.provider || undefined;
    return {
      source: {
        endpoint,
        credentials: this.tokenCredentials === 'include' ? 'include' : 'same-origin',
        getToken: this.getToken,
        fallback: { provider, url: this.url || undefined },
      },
      request: {
        ...parseFields('token-body', this.tokenBody),
        provider,
        user: this.user || undefined,
        userName: this.userName || undefined,
      },
      alone: this.shareConnection === 'off' || undefined,
    };
  }

  /**
   * Sets the element's custom states, for `:state(…)` in CSS; those not named are cleared. `light` or
   * `dark` is added by itself, for the shared theme.
   */
  protected setStates(...names: (string | false | undefined)[]): void {
    const next = new Set(
      [...names, this.scheme].filter((name): name is string => typeof name === 'string'),
    );
    for (const name of this.#states) if (!next.has(name)) this.#internals.states.delete(name);
    for (const name of next) this.#internals.states.add(name);
    this.#states = next;
  }

  /**
   * Tells the page what has changed: `rt-state-change`, and for `offline` and `error` one `rt-error` a
   * problem, however often it is tried again meanwhile. `storage`: the browser keeps nothing for us.
   */
  protected announce(
    status: ElementState | undefined,
    error: RtError | undefined,
    storage?: 'memory',
  ): void {
    const news = status !== this.connectionState || (storage && !this.#forgetful);
    if (status !== undefined && news) {
      const previous = this.#status;
      this.#status = status;
      this.#forgetful ||= storage;
      this.dispatchEvent(
        new RtStateChangeEvent({ state: status, previous, ...(storage && { storage }) }),
      );
    }
    if (status === 'online') this.#reported = undefined;
    if (error && status !== 'reconnecting') this.report(error);
  }

  /** Dispatches one `rt-error` for a problem that no caller's promise tells of. */
  protected report(error: RtError): void {
    const problem = `${error.code} ${error.message}`;
    if (problem === this.#reported) return;
    this.#reported = problem;
    this.dispatchEvent(new RtErrorEvent({ error }));
  }
}

/**
 * Reads an attribute that holds a JSON object; empty: no fields.
 * @throws RtError `config/bad-attribute`
 */
export const parseFields = (attribute: string, json: string): Record<string, unknown> => {
  if (json === '') return {};
  try {
    const fields: unknown = JSON.parse(json);
    if (typeof fields === 'object' && fields !== null && !Array.isArray(fields)) {
      return fields as Record<string, unknown>;
    }
  } catch {
    // said below, together with JSON that is no object
  }
  throw new RtError('config/bad-attribute', {
    message: `The attribute "${attribute}" is not a JSON object.`,
  });
};
