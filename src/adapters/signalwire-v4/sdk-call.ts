import type { WebRTCCall } from '@signalwire/js';

/** A call as the SDK makes it: the type it gives out leaves off ids and `destroy()`. */
export type SdkCall = Omit<WebRTCCall, never>;
