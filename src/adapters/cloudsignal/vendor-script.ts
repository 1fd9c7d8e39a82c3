import { RtError } from '../../protocol/errors.js';
import type { CloudSignalClass } from './vendor-types.js';

/** What the vendor's script puts on a page. */
interface VendorGlobal {
  default?: CloudSignalClass;
  CloudSignalClient?: CloudSignalClass;
}

/** As much of Trusted Types as is needed, which not every engine has. */
interface Policy {
  createScriptURL(url: string): string;
}

interface PolicyFactory {
  createPolicy(name: string, rules: Policy): Policy;
}

const fromGlobal = (): CloudSignalClass | undefined => {
  const { CloudSignal } = globalThis as { CloudSignal?: VendorGlobal };
  return CloudSignal?.default ?? CloudSignal?.CloudSignalClient;
};

const failed = (message: string, remediation: string, cause?: unknown): RtError =>
  new RtError('config/load-failed', { message, remediation, retryable: true, cause });

/** Kept, since a page may allow each name once, and a script that did not come is loaded again. */
let policy: Policy | undefined;

/** A page that requires Trusted Types has to name the policy: nobody else gets hold of it. */
const trusted = (url: string): string => {
  const { trustedTypes } = globalThis as { trustedTypes?: PolicyFactory };
  const rules = { createScriptURL: (named: string) => named };
  policy ??= trustedTypes?.createPolicy('rt-embed-cloudsignal', rules);
  return policy?.createScriptURL(url) ?? url;
};

let loading: Promise<CloudSignalClass> | undefined;

/** Loads the vendor's client from where the page says, unless the page has it already. Once. */
export const vendorScript = (src: string): Promise<CloudSignalClass> => {
  const there = fromGlobal();
  if (there) return Promise.resolve(there);
  loading ??= load(src).catch((error: unknown) => {
    // The next connection tries again: the network may be back.
    loading = undefined;
    throw error;
  });
  return loading;
};

const load = async (src: string): Promise<CloudSignalClass> => {
  const script = document.createElement('script');
  // The page trusts it as much as the tag that names it.
  const named = document.querySelector<HTMLScriptElement>('script[data-cloudsignal-src]');
  if (named?.nonce) script.nonce = named.nonce;
  try {
    script.src = trusted(src);
  } catch (cause) {
    throw failed(
      'The page’s Trusted Types do not let CloudSignal’s client be loaded.',
      'Allow the policy "rt-embed-cloudsignal", or load the client with a tag of the page’s own.',
      cause,
    );
  }
  const loaded = new Promise<void>((resolve, reject) => {
    script.onload = () => resolve();
    script.onerror = () =>
      reject(failed('CloudSignal’s client could not be loaded.', 'Check data-cloudsignal-src.'));
  });
  document.head.append(script);
  try {
    await loaded;
  } finally {
    script.remove();
  }
  const found = fromGlobal();
  if (found) return found;
  throw failed(
    'What data-cloudsignal-src names is not CloudSignal’s client.',
    'Check its address.',
  );
};
