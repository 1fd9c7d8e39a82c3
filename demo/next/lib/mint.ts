import { local, type Mint } from 'rt-embed/server';

/** Signs tokens for a broker and a call gateway that know the key. */
export const mint: Mint = (context) =>
  // Read when a token is asked for: a build has no secrets.
  local({
    key: process.env.TOKEN_KEY ?? '',
    url: process.env.BROKER_URL ?? '',
    callUrl: process.env.CALL_URL,
  })(context);
