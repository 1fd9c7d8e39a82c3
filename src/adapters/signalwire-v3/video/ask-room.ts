import { CallError } from '../../../protocol/call-error.js';
import { actionFailure } from './failures.js';
import type { SdkRoom } from './sdk-types.js';

/**
 * Asks the service for something in a room. Not by the SDK's methods: what they resolve with is the same whether it
 * was done or nobody has answered.
 * @throws CallError `call/unsupported` where the service says no, `call/timeout` after 10 s
 */
export const askRoom = (room: SdkRoom, method: string, params: object): Promise<unknown> =>
  ask(room, method, { room_session_id: room.roomSessionId, ...params });

/** Keeps the room quiet for us, and us for the room; or no longer. @throws as `askRoom` */
export const setHeld = async (room: SdkRoom, held: boolean): Promise<void> => {
  const { callId } = room;
  const message = {
    jsonrpc: '2.0',
    id: crypto.randomUUID(),
    method: 'verto.modify',
    params: { dialogParams: { callID: callId }, action: held ? 'hold' : 'unhold' },
  };
  await ask(room, 'video.message', { message, callID: callId });
};

const ask = async (room: SdkRoom, method: string, params: object): Promise<unknown> => {
  let answer: unknown;
  try {
    // In a gap the SDK keeps it until the service is back.
    answer = await Promise.race([room.execute({ method, params }), late()]);
  } catch (error) {
    throw actionFailure(error);
  }
  // So the SDK says that nobody has answered.
  if (answer === undefined) throw new CallError('call/timeout', { retryable: true });
  return answer;
};

const late = (): Promise<undefined> =>
  new Promise((resolve) => setTimeout(() => resolve(undefined), 10_000));
