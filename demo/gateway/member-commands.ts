import { RpcError, fieldsOf, listOf, textOf } from './json-rpc.js';
import type { Fields } from './json-rpc.js';
import type { Leg } from './leg.js';
import type { Line } from './line.js';
import type { Room } from './room.js';

interface Command {
  readonly room: Room;
  readonly leg: Leg;
  readonly params: Fields;
}

const kinds = ['audio', 'video'] as const;

const mute =
  (muted: boolean) =>
  ({ room, leg, params }: Command): void => {
    const { channels } = params;
    const wanted = kinds.filter((kind) => !Array.isArray(channels) || channels.includes(kind));
    for (const kind of wanted) leg.muted[kind] = muted;
    room.update(leg, ...wanted.map((kind) => `${kind}_muted`));
  };

const deafen =
  (deaf: boolean) =>
  ({ room, leg }: Command): void => {
    leg.deaf = deaf;
    room.update(leg, 'deaf');
  };

const raiseHand =
  (raised: boolean) =>
  ({ room, leg }: Command): void => {
    leg.handRaised = raised;
    room.update(leg, 'handraised');
  };

// Volumes and such are taken and change nothing: there is no sound desk here.
const nothing = (): void => undefined;

const commands: Record<string, (command: Command) => unknown> = {
  'call.mute': mute(true),
  'call.unmute': mute(false),
  'call.deaf': deafen(true),
  'call.undeaf': deafen(false),
  'call.raisehand': raiseHand(true),
  'call.lowerhand': raiseHand(false),
  'call.lock': ({ room }) => room.lock(true),
  'call.unlock': ({ room }) => room.lock(false),
  'call.layout.list': ({ room }) => ({ layouts: room.layouts }),
  'call.layout.set': ({ room, params }) => {
    const layout = textOf(params['layout']);
    if (!room.layouts.includes(layout)) throw new RpcError(404, 'There is no such layout.');
    room.useLayout(layout);
  },
  'call.member.remove': ({ leg }) => leg.hangUp('NORMAL_CLEARING'),
  'call.end': ({ room }) => room.end('NORMAL_CLEARING'),
  'call.member.position.set': nothing,
  'call.audioflags.set': nothing,
  'call.microphone.volume.set': nothing,
  'call.microphone.sensitivity.set': nothing,
  'call.speaker.volume.set': nothing,
};

/** Does what a client asks of a member of its room: `call.*`. The answer's code is a text, as in HTTP. */
export const runCommand = (line: Line, method: string, params: Fields): Fields => {
  const command = Object.hasOwn(commands, method) ? commands[method] : undefined;
  if (!command) throw new RpcError(-32601, `There is no method ${method}.`);
  const own = [...line.legs].find(({ callId }) => callId === fieldsOf(params['self'])['call_id']);
  const target = fieldsOf(params['target'] ?? listOf(params['targets'])[0] ?? params['self']);
  const room = own?.room;
  const leg = room?.member(textOf(target['member_id']));
  if (!room || !leg) return { code: '404', message: 'There is no such member.' };
  try {
    return { code: '200', message: 'OK', ...fieldsOf(command({ room, leg, params })) };
  } catch (error) {
    if (error instanceof RpcError) return { code: String(error.code), message: error.message };
    throw error;
  }
};
