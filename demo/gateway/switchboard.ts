import { mayCall } from '../../src/server/index.js';
import type { Cause } from './causes.js';
import { Agent } from './agent.js';
import type { Directory } from './directory.js';
import { fieldsOf, RpcError, textOf } from './json-rpc.js';
import type { Fields } from './json-rpc.js';
import { Leg } from './leg.js';
import type { Line } from './line.js';
import { Ring } from './ring.js';
import type { Caller } from './ring.js';
import { Room } from './room.js';
import type { RoomOptions } from './room.js';

/** How long things take, ms; tests shorten them. */
export interface Times {
  /** Until nobody answers. */
  ring: number;
  /** Until a call to `/public/drops` is hung up. */
  drop: number;
  /** How long one is shown in a room before the next one's turn. */
  turn: number;
}

/** What a client wants to call with. */
export interface Invitation {
  readonly callId: string;
  readonly sdp: string;
  readonly dialog: Fields;
}

const alone = ['self', 'digit', 'device', 'screenshare', 'end'];
const together = [...alone, 'member', 'vmuted'];

/** Puts calls through: knows every leg and every room. */
export class Switchboard {
  readonly legs = new Map<string, Leg>();
  readonly rooms = new Map<string, Room>();
  readonly #directory: Directory;
  readonly #lines: ReadonlyMap<string, Line>;
  readonly #times: Times;
  readonly #rings = new Map<Leg, Ring>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();

  constructor(directory: Directory, lines: ReadonlyMap<string, Line>, times: Times) {
    this.#directory = directory;
    this.#lines = lines;
    this.#times = times;
  }

  /** Takes a client's call; what comes of it is told later. Throws where there is nothing to call. */
  invite(line: Line, { callId, sdp, dialog }: Invitation): Leg {
    const [destination = ''] = textOf(dialog['destination_number']).split('?');
    const known = this.legs.get(callId);
    if (dialog['attach'] === true) {
      if (known?.line.user.id !== line.user.id) throw new RpcError(-32002, 'CALL DOES NOT EXIST');
      this.#run(known, () => this.#reattach(known, line, sdp));
      return known;
    }
    if (known || callId === '') throw new RpcError(-32602, 'INVALID CALL ID');
    const video = /^m=video [1-9]/m.test(sdp);
    if (dialog['screenShare'] === true || dialog['additionalDevice'] === true) {
      const parent = this.legs.get(textOf(fieldsOf(dialog['userVariables'])['memberCallId']));
      if (parent?.line !== line) throw new RpcError(-32002, 'CALL DOES NOT EXIST');
      const type = dialog['screenShare'] === true ? 'screen' : 'device';
      const { destination: to } = parent;
      const leg = this.#add(line, {
        callId,
        direction: 'outbound',
        destination: to,
        parent,
        type,
        video,
      });
      this.#run(leg, async () => {
        await leg.answer(sdp);
        parent.room?.join(leg);
      });
      return leg;
    }
    if (!this.#directory.find(destination)) throw new RpcError(404, 'DESTINATION NOT FOUND');
    if (!mayCall(line.claims.call.destinations, destination)) {
      throw new RpcError(403, 'DESTINATION NOT ALLOWED');
    }
    const variables = fieldsOf(dialog['userVariables']);
    const leg = this.#add(line, {
      callId,
      direction: 'outbound',
      destination,
      video,
      variables,
    });
    this.#run(leg, () => this.#put(leg, sdp));
    return leg;
  }

  /** A client has picked up. */
  answered(leg: Leg): void {
    this.#rings.get(leg)?.answered(leg);
  }

  /** Rings every page of a user; undefined where there is none. */
  ring(user: string, caller: Caller, except?: Line): Ring | undefined {
    const lines = [...this.#lines.values()].filter(
      (line) => line !== except && line.user.id === user && line.online && line.connected,
    );
    if (lines.length === 0) return undefined;
    const destination = `/private/${user}`;
    const legs = lines.map((line) =>
      this.#add(line, { direction: 'inbound', destination, video: caller.video }),
    );
    const ring = new Ring(legs, caller, this.#times.ring);
    for (const leg of legs) {
      this.#rings.set(leg, ring);
      void leg.ended.then(() => this.#rings.delete(leg));
    }
    return ring;
  }

  /** The room of a name, made where it is not there yet. */
  room(options: Omit<RoomOptions, 'turn'>): Room {
    const { name } = options;
    const known = this.rooms.get(name);
    if (known) return known;
    const room = new Room({ ...options, turn: this.#times.turn }, () => this.rooms.delete(name));
    this.rooms.set(name, room);
    return room;
  }

  /** The room of one caller who hears and sees themselves. */
  echoRoom(leg: Leg): Room {
    return this.room({ name: `echo ${leg.callId}`, echo: true, capabilities: alone });
  }

  /** Ends every call, without a word where nobody can hear it any more. */
  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    for (const leg of [...this.legs.values()]) {
      leg.close({ cause: 'SERVICE_UNAVAILABLE', byClient: false });
    }
  }

  #add(line: Line, options: ConstructorParameters<typeof Leg>[1]): Leg {
    const leg = new Leg(line, options);
    this.legs.set(leg.callId, leg);
    void leg.ended.then(() => this.legs.delete(leg.callId));
    return leg;
  }

  /** What follows after the client's request has been answered; a failure ends the call. */
  #run(leg: Leg, step: () => Promise<void>): void {
    setImmediate(() => {
      step().catch((error: unknown) => {
        console.error('[rt] The gateway failed.', error);
        leg.hangUp('SERVICE_UNAVAILABLE');
      });
    });
  }

  async #put(leg: Leg, sdp: string): Promise<void> {
    leg.tellState('created');
    const { destination } = leg;
    if (destination === '/public/busy') this.#later(leg, 200, 'USER_BUSY');
    else if (destination === '/public/unanswered') {
      leg.tellState('ringing');
      this.#later(leg, this.#times.ring, 'NO_ANSWER');
    } else if (destination.startsWith('/private/')) await this.#callUser(leg, sdp);
    else {
      await leg.answer(sdp);
      this.#enter(leg);
    }
  }

  #enter(leg: Leg): void {
    // Over while its answer was made: a room for it would stay for good.
    if (leg.closed) return;
    const { destination } = leg;
    if (destination === '/public/agent') {
      const host = new Agent(this.#directory.find(destination)?.id ?? '');
      this.room({ name: `agent ${leg.callId}`, host, capabilities: alone }).join(leg);
    } else if (destination.startsWith('/public/room-')) {
      const capabilities = [...together, 'layout', 'lock'];
      const room = this.room({ name: destination, capabilities });
      if (room.locked) leg.hangUp('CALL_REJECTED');
      else room.join(leg);
    } else {
      this.echoRoom(leg).join(leg);
      if (destination === '/public/drops') this.#later(leg, this.#times.drop, 'NORMAL_CLEARING');
    }
  }

  async #callUser(leg: Leg, sdp: string): Promise<void> {
    const user = this.#directory.userAt(leg.destination)?.id ?? '';
    const { id, name = id } = leg.line.user;
    const ring = this.ring(user, { name, address: `/private/${id}`, video: leg.video }, leg.line);
    if (!ring) {
      leg.hangUp('USER_NOT_REGISTERED');
      return;
    }
    void leg.ended.then(() => ring.cancel());
    await ring.start();
    leg.tellState('ringing');
    const outcome = await ring.outcome;
    if (typeof outcome === 'string') {
      leg.hangUp(outcome);
      return;
    }
    await leg.answer(sdp);
    // Whoever called may have gone in the meantime.
    if (leg.closed) {
      outcome.hangUp('ORIGINATOR_CANCEL');
      return;
    }
    const room = this.room({ name: `call ${leg.callId}`, pair: true, capabilities: together });
    room.join(leg);
    room.join(outcome);
  }

  async #reattach(leg: Leg, line: Line, sdp: string): Promise<void> {
    await leg.reattach(line, sdp);
    leg.room?.welcome(leg);
  }

  #later(leg: Leg, ms: number, cause: Cause): void {
    const timer = setTimeout(() => leg.hangUp(cause), ms);
    this.#timers.add(timer);
    void leg.ended.then(() => {
      clearTimeout(timer);
      this.#timers.delete(timer);
    });
  }
}
