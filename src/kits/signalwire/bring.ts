import { systemClock, type Clock } from '../../core/clock.js';
import { pageDefaults } from '../../page.js';
import { RtError } from '../../protocol/errors.js';
import { tags } from './components.js';

/** How long their script may take, ms: then a call that is under way keeps our own look. */
const limit = 10_000;

/**
 * Brings SignalWire's elements, unless the page has them: by its bundler, by the script that it names, or
 * by a script of its own that is under way. Settles within 10 s.
 * @throws RtError `config/load-failed`
 */
export const bringComponents = async (clock: Clock = systemClock): Promise<void> => {
  if (areDefined()) return;
  let cancel = (): void => undefined;
  const late = new Promise<never>((_resolve, reject) => {
    cancel = clock.after(limit, () => reject(new Error('It took longer than 10 seconds.')));
  });
  try {
    const brought = bring().then(() => {
      if (!areDefined()) throw new Error('The elements are not defined.');
    });
    await Promise.race([brought, late]);
  } catch (cause) {
    throw new RtError('config/load-failed', {
      message: 'SignalWire’s components could not be loaded.',
      remediation:
        'Import "rt-embed/kits/signalwire", or name their script by data-signalwire-components-src.',
      retryable: true,
      cause,
    });
  } finally {
    cancel();
  }
};

const areDefined = (): boolean => tags.every((tag) => customElements.get(tag));

const allDefined = (): Promise<unknown> =>
  Promise.all(tags.map((tag) => customElements.whenDefined(tag)));

const bring = async (): Promise<unknown> => {
  const { signalwireComponents, signalwireComponentsSrc: src } = pageDefaults.value;
  if (signalwireComponents) return signalwireComponents();
  if (!src) return pageLoaded();
  const { href } = new URL(src, document.baseURI);
  // Run twice, their script throws: one that is there already is waited for.
  const there = [...document.scripts].some((script) => script.src === href);
  return there ? allDefined() : addScript(href);
};

/** The page names no script: then its own scripts are what there can be. */
const pageLoaded = (): Promise<unknown> =>
  document.readyState === 'complete'
    ? Promise.resolve()
    : new Promise((resolve) => addEventListener('load', resolve, { once: true }));

const addScript = (href: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = scriptUrl(href);
    // A policy of the page may let only scripts run that carry its nonce.
    script.nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';
    script.onload = () => resolve();
    script.onerror = () => {
      // The next call tries again.
      script.remove();
      reject(new Error('The script could not be had.'));
    };
    document.head.append(script);
  });

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): string };
}

let policy: ReturnType<TrustedTypes['createPolicy']> | undefined;

/** Where a page trusts only what a policy has let through: the URL is one that the page itself has given. */
const scriptUrl = (url: string): string => {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  try {
    policy ??= trustedTypes?.createPolicy('rt-embed', { createScriptURL: (given) => given });
  } catch {
    // The page does not allow this policy. It may have one that takes texts, or ask for none.
  }
  return policy?.createScriptURL(url) ?? url;
};
