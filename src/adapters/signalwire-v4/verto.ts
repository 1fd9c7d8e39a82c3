import type { JSONRPCRequest } from '@signalwire/js';
import { refusalOf } from './errors.js';
import type { SdkCall } from './sdk-call.js';

/** Where requests go: the SDK's session, or one of its calls. */
export interface Executes {
  execute(request: JSONRPCRequest): Promise<unknown>;
}

/** The service did not do what it was asked for. */
class RefusedError extends Error {
  override name = 'RefusedError';
}

/** Sends a request. Settles within 5 s. @throws the SDK's error, or RefusedError */
export const request = async (to: Executes, method: string, params: object): Promise<unknown> => {
  const response = await to.execute({ jsonrpc: '2.0', id: crypto.randomUUID(), method, params });
  const refusal = refusalOf(response);
  if (refusal) throw new RefusedError(`${method}: ${refusal.code} ${refusal.message}`);
  return response;
};

/**
 * Sends what belongs to one leg of a call. Not through the SDK's own methods: to them a refusal of
 * anything is the end of the call.
 */
export const verto = (
  to: Executes,
  leg: { id: string; nodeId: string | null | undefined },
  method: string,
  params: { dialogParams?: object; [field: string]: unknown },
  subscribe?: readonly string[],
): Promise<unknown> =>
  request(to, 'webrtc.verto', {
    callID: leg.id,
    node_id: leg.nodeId ?? '',
    ...(subscribe && { subscribe }),
    message: {
      jsonrpc: '2.0',
      id: crypto.randomUUID(),
      method,
      params: {
        sessid: leg.id,
        ...params,
        dialogParams: { callID: leg.id, ...params.dialogParams },
      },
    },
  });

/** How the service knows a call: the fields that the SDK itself sends with each leg. */
export const dialogOf = (call: SdkCall): object => ({
  destination_number: call.to ?? call.from,
  remote_caller_id_name: call.toName,
  remote_caller_id_number: call.to,
  caller_id_name: call.fromName,
  caller_id_number: call.from,
  userVariables: { memberCallId: call.id, memberId: call.selfId, ...call.userVariables },
});
