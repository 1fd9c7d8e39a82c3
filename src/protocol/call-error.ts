import { RtError, type RtErrorOptions } from './errors.js';

/** The codes that only calls can meet, in a table of their own: a page with chat alone has no use for it. */
export const callErrorText = {
  'media/permission-denied': 'The browser does not let this page use the microphone or camera.',
  'media/no-device': 'There is no microphone or camera.',
  'media/in-use': 'The microphone or camera is used by another program or tab.',
  'media/insecure-page': 'Calls work only on pages that are loaded over HTTPS.',
  'media/unsupported': 'This browser cannot make calls.',
  'media/failed': 'The microphone or camera could not be started.',
  'media/unplugged': 'A device that was in use has been unplugged.',
  'media/share-failed': 'The screen could not be shared.',
  'call/busy': 'The line is busy.',
  'call/no-answer': 'Nobody answered.',
  'call/declined': 'The call was declined.',
  'call/not-found': 'There is nobody at this address.',
  'call/not-allowed': 'The service does not allow this call.',
  'call/timeout': 'The call could not be set up in time.',
  'call/failed': 'The call could not be made.',
  'call/lost': 'The connection to the call was lost.',
  'call/no-call': 'There is no call.',
  'call/in-call': 'There is a call already.',
  'call/unsupported': 'The far end of this call does not offer this.',
} as const;

/** An `area/reason` that only calls can meet. */
export type CallErrorCode = keyof typeof callErrorText;

/** Something that belongs to a call: its devices, its setting up, its way. */
export class CallError extends RtError {
  override name = 'CallError';

  constructor(code: CallErrorCode, options: RtErrorOptions = {}) {
    super(code, { message: callErrorText[code], ...options });
  }
}
