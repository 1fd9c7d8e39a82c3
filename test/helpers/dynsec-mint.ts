import { mosquittoDynsec, type Mint } from '../../src/server/index.js';
import type { Mosquitto } from './mosquitto.js';

export interface DynsecMintOptions {
  /** Where the browser connects instead of straight to the broker: a proxy. */
  url?: string;
  /** Seconds the grant says it lives. Default 900. */
  ttl?: number;
  /** Is told the name of each user that was made. */
  minted?: (username: string) => void;
}

/** The package's own minter at a real broker, which enforces each token; `deleteUser` ends it. */
export const dynsecMint = (
  broker: Mosquitto,
  { url = broker.url, ttl = 900, minted }: DynsecMintOptions = {},
): Mint => {
  const mint = mosquittoDynsec({ url, ttl, send: broker.send });
  return async (context) => {
    const grant = await mint(context);
    if (grant.mqtt) minted?.(grant.mqtt.username);
    return grant;
  };
};
