import { toBase64 } from '../base64url.js';
import {
  askVendor,
  needed,
  textOf,
  vendorOrigin,
  type Fields,
  type VendorOptions,
} from '../ask-vendor.js';

/** A project of SignalWire. */
export interface SignalWireProject extends VendorOptions {
  /** The space: `example`, `example.signalwire.com`, or its whole URL. */
  space: string;
  projectId: string;
  /** A secret, as the dashboard shows it once. */
  apiToken: string;
}

/** One request to a space. */
export interface SpaceRequest {
  /** Who asks, for the sentence of an error. */
  minter: string;
  path: string;
  body: object;
  signal: AbortSignal;
  /** A subscriber's token, for what is asked as that subscriber and not as the project. */
  bearer?: string;
}

export const signalwireName = 'SignalWire';

/** Asks as the project. */
export const askProject = (
  project: SignalWireProject,
  { minter, bearer, ...request }: SpaceRequest,
): Promise<Fields> => {
  const { space, projectId, apiToken } = project;
  needed(minter, { space, projectId, apiToken });
  const authorization =
    bearer === undefined ? `Basic ${toBase64(`${projectId}:${apiToken}`)}` : `Bearer ${bearer}`;
  return askSpace(space, { ...request, authorization }, project);
};

/** Asks without a secret. */
export const askSpace = (
  space: string,
  request: Omit<SpaceRequest, 'minter' | 'bearer'> & { authorization?: string },
  options: VendorOptions,
): Promise<Fields> =>
  askVendor({ vendor: signalwireName, origin: originOf(space), ...request }, options);

/** The token of an answer. */
export const tokenOf = (answer: Fields): string => textOf(signalwireName, answer, 'token');

const originOf = (space: string): string => {
  if (space.includes('://')) return vendorOrigin(space);
  return vendorOrigin(`https://${space.includes('.') ? space : `${space}.signalwire.com`}`);
};
