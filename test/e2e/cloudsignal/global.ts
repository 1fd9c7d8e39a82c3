import CloudSignal from '../../helpers/cloudsignal-client.js';

/** Counts how many were made, which is how a test knows that it is this one that is used. */
class Counted extends CloudSignal {
  constructor(options?: ConstructorParameters<typeof CloudSignal>[0]) {
    super(options);
    globalThis.clientsMade = (globalThis.clientsMade ?? 0) + 1;
  }
}

declare global {
  var clientsMade: number | undefined;
}

// As the vendor's own script leaves it.
Object.assign(globalThis, { CloudSignal: { default: Counted } });
