import { fieldsOf, RpcError, textOf } from './json-rpc.js';
import type { Fields } from './json-rpc.js';
import type { Leg } from './leg.js';
import type { Line } from './line.js';
import { nodeId } from './line.js';
import type { Switchboard } from './switchboard.js';

/** Does what a client asks about its calls, `verto.*`, and gives back the inner answer. */
export const runVerto = async (
  board: Switchboard,
  line: Line,
  { method, params }: { readonly method: string; readonly params: Fields },
  outerCallId: string,
): Promise<Fields> => {
  const dialog = fieldsOf(params['dialogParams']);
  const callID = textOf(dialog['callID']) || outerCallId;
  const sdp = textOf(params['sdp']);
  if (method === 'verto.invite') {
    const leg = board.invite(line, { callId: callID, sdp, dialog });
    return { message: 'CALL CREATED', callID, memberID: leg.id };
  }
  const leg = [...line.legs].find(({ callId }) => callId === callID);
  if (!leg) throw new RpcError(-32002, 'CALL DOES NOT EXIST');
  switch (method) {
    case 'verto.answer':
      await leg.peer.accept(sdp);
      board.answered(leg);
      return { method, callID, message: 'CALL ANSWERED' };
    case 'verto.bye':
      leg.close({ cause: textOf(params['cause']) || 'NORMAL_CLEARING', byClient: true });
      return { callID, message: 'CALL ENDED', cause: 'NORMAL_CLEARING', causeCode: 16 };
    case 'verto.modify':
      return { callID, node_id: nodeId, ...(await modify(leg, textOf(params['action']), sdp)) };
    case 'verto.info':
      leg.press(textOf(params['dtmf']));
      return { message: 'SENT', callID };
    case 'verto.subscribe': // everything is told to everybody anyway
      return { subscribedChannels: params['eventChannel'] ?? [] };
    case 'verto.pong':
      return { callID };
    default:
      throw new RpcError(-32601, `There is no method ${method}.`);
  }
};

const modify = async (leg: Leg, action: string, sdp: string): Promise<Fields> => {
  if (action === 'updateMedia') {
    const own = await leg.update(sdp);
    return { action, sdp: own, holdState: leg.held ? 'held' : 'active' };
  }
  if (action !== 'hold' && action !== 'unhold') {
    throw new RpcError(-32602, `There is no action ${action}.`);
  }
  leg.hold(action === 'hold');
  return { action, holdState: leg.held ? 'held' : 'active' };
};
