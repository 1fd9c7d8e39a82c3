import { RtError } from '../../protocol/errors.js';
import type { CallLook } from '../../ui/call/call-look.js';

const kits: Partial<Record<string, () => Promise<CallLook>>> = {
  signalwire: async () => (await import('../../kits/signalwire/look.js')).bringLook(),
};

/** What a kit tells. */
export interface KitOptions {
  changed(this: void): void;
  failed(this: void, error: RtError): void;
}

/** The look of an element's calls where it is not our own: brought when a call begins, not before. */
export class Kit {
  readonly #options: KitOptions;
  readonly #looks = new Map<string, CallLook>();
  readonly #bringing = new Set<string>();
  #name = '';

  constructor(options: KitOptions) {
    this.#options = options;
  }

  /** Undefined: our own, also as long as the other one is not there. */
  get look(): CallLook | undefined {
    return this.#looks.get(this.#name);
  }

  /** A call begins, and is to look so; empty: as ours. What fails is told, and tried again with the next. */
  want(name: string): void {
    this.#name = name;
    if (!name || this.#looks.has(name) || this.#bringing.has(name)) return;
    this.#bringing.add(name);
    bring(name)
      .then((look) => {
        this.#looks.set(name, look);
        this.#options.changed();
      })
      .catch((error: unknown) => this.#options.failed(asLoadFailure(error)))
      .finally(() => this.#bringing.delete(name));
  }
}

const bring = async (name: string): Promise<CallLook> => {
  const load = Object.hasOwn(kits, name) ? kits[name] : undefined;
  if (!load) {
    throw new RtError('config/bad-attribute', { message: `There is no kit named "${name}".` });
  }
  return load();
};

/** What is not ours is that a file of ours could not be had. */
const asLoadFailure = (cause: unknown): RtError =>
  cause instanceof RtError
    ? cause
    : new RtError('config/load-failed', {
        remediation: 'Check the network, and the files beside the script.',
        retryable: true,
        cause,
      });
