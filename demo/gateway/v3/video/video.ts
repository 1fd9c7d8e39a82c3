import { fieldsOf, RpcError, textOf } from '../../json-rpc.js';
import type { Fields } from '../../json-rpc.js';
import { nodeId } from '../../line.js';
import type { Member } from '../../member.js';
import type { V3Claims, VideoClaims } from '../claims.js';
import { Denied } from '../service.js';
import type { V3Method, V3Service } from '../service.js';
import type { V3Session } from '../session.js';
import { roomMethods } from './room-methods.js';
import { VideoMember } from './video-member.js';
import { VideoRoom } from './video-room.js';

const screenshare = 'room.self.screenshare';

/** Video rooms: who has a token for one is let in, and talks there with real sound and pictures. */
export class Video implements V3Service {
  readonly rooms = new Map<string, VideoRoom>();
  readonly methods: Readonly<Record<string, V3Method>>;
  readonly #turn: number;

  /** @param turn how long one is shown before the next one's turn, ms */
  constructor(turn = 3_000) {
    this.#turn = turn;
    this.methods = {
      'video.message': (session, params) => this.#message(session, fieldsOf(params['message'])),
      ...roomMethods((session) => this.legsOf(session).find(({ type }) => type === 'member')),
    };
  }

  takes({ k }: V3Claims): boolean {
    return k === 'video';
  }

  authorization(claims: V3Claims): Fields {
    if (claims.k !== 'video') return {};
    const { ja, ma, u, r, s } = claims;
    const allowed = ja === 'audience' ? 'receive' : 'both';
    return {
      type: 'video',
      scopes: ['video'],
      join_as: ja,
      media_allowed: ma,
      audio_allowed: ma === 'video-only' ? 'none' : allowed,
      video_allowed: ma === 'audio-only' ? 'none' : allowed,
      user_name: u,
      meta: {},
      room: { name: r, display_name: r, scopes: s, meta: {} },
    };
  }

  ended(session: V3Session): void {
    for (const leg of this.legsOf(session)) leg.room.leave(leg);
  }

  /** Every call, of all or of one client. */
  legsOf(session?: V3Session): VideoMember[] {
    const legs = [...this.rooms.values()].flatMap((room) => room.legs);
    return session ? legs.filter((leg) => leg.session === session) : legs;
  }

  async #message(session: V3Session, message: Fields): Promise<Fields> {
    const method = textOf(message['method']);
    const params = fieldsOf(message['params']);
    // The SDK answers our own messages in this way too.
    const result = method === '' ? {} : await this.#verto(session, method, params);
    const answer = { jsonrpc: '2.0', id: message['id'], result };
    return { code: '200', node_id: nodeId, result: answer };
  }

  async #verto(session: V3Session, method: string, params: Fields): Promise<Fields> {
    const dialog = fieldsOf(params['dialogParams']);
    const callID = textOf(dialog['callID']);
    const sdp = textOf(params['sdp']);
    if (method === 'verto.invite') {
      await this.#invite(session, callID, sdp, dialog);
      return { message: 'CALL CREATED', callID };
    }
    const leg = this.#leg(session, callID);
    if (method === 'verto.bye') {
      // After the answer: the client waits for it before it lets go.
      setImmediate(() => leg?.room.leave(leg));
      return { message: 'CALL ENDED', callID, cause: 'NORMAL_CLEARING', causeCode: 16 };
    }
    if (!leg) throw new RpcError(-32002, 'CALL DOES NOT EXIST');
    switch (method) {
      case 'verto.modify':
        return { callID, node_id: nodeId, ...(await modify(leg, textOf(params['action']), sdp)) };
      case 'verto.info':
        leg.digits += textOf(params['dtmf']);
        return { message: 'SENT', callID };
      case 'verto.pong':
        return { callID };
      default:
        throw new RpcError(-32601, `There is no method ${method}.`);
    }
  }

  async #invite(session: V3Session, callId: string, sdp: string, dialog: Fields): Promise<void> {
    const { claims } = session;
    if (claims.k !== 'video' || callId === '') throw new Denied(400, 'Invalid invite');
    const known = this.#leg(session, callId);
    const member = known ?? this.#enter(session, claims, callId, dialog);
    // Of the same room and user, on another socket: the page was loaded anew.
    member.session = session;
    const own = await member.answer(sdp).catch((error: unknown) => {
      // Who has gone meanwhile needs no answer.
      if (member.closed) return '';
      throw error;
    });
    if (member.closed) return;
    setImmediate(() => {
      member.room.verto(member, 'verto.answer', { sdp: own });
      member.room.welcome(member, !known);
    });
  }

  #enter(session: V3Session, claims: VideoClaims, callId: string, dialog: Fields): VideoMember {
    const type = typeOf(dialog);
    const own = this.legsOf(session).find((leg) => leg.type === 'member');
    if (type !== 'member' && !own) throw new Denied(403, 'Not in the room');
    if (type === 'screen' && !claims.s.includes(screenshare)) {
      throw new Denied(403, `Missing permission ${screenshare}`);
    }
    const room = this.#room(claims.r);
    if (room.locked && type === 'member') throw new Denied(403, 'Room is locked');
    const parent = type === 'member' ? undefined : own;
    const member = new VideoMember(room, session, { callId, type, claims, parent });
    room.enter(member);
    return member;
  }

  /** A call of whoever the session speaks for. */
  #leg({ user }: V3Session, callId: string): VideoMember | undefined {
    return this.legsOf().find((leg) => leg.callId === callId && leg.session.user === user);
  }

  #room(name: string): VideoRoom {
    const known = this.rooms.get(name);
    if (known) return known;
    const room = new VideoRoom(name, this.#turn, () => this.rooms.delete(name));
    this.rooms.set(name, room);
    return room;
  }
}

const typeOf = ({ screenShare, additionalDevice }: Fields): Member['type'] =>
  screenShare === true ? 'screen' : additionalDevice === true ? 'device' : 'member';

const modify = async (leg: VideoMember, action: string, sdp: string): Promise<Fields> => {
  if (action === 'updateMedia') return { action, sdp: await leg.answer(sdp) };
  if (action !== 'hold' && action !== 'unhold') {
    throw new RpcError(-32602, `There is no action ${action}.`);
  }
  leg.hold(action === 'hold');
  return { action, holdState: leg.held ? 'held' : 'active' };
};
