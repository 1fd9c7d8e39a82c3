import { RpcError, fieldsOf, listOf, textOf } from '../../json-rpc.js';
import type { Fields } from '../../json-rpc.js';
import type { ChatClaims, Rights, V3Claims } from '../claims.js';
import { Denied, done } from '../service.js';
import type { V3Method, V3Service } from '../service.js';
import type { V3Session } from '../session.js';
import { Channel } from './channel.js';

/** Chat and PubSub: the same channels, of which a token for PubSub sees no more than what is being said. */
export class Chat implements V3Service {
  readonly channels = new Map<string, Channel>();
  /** Refuses every message while true. */
  deaf = false;
  readonly methods: Readonly<Record<string, V3Method>> = {
    'chat.subscribe': (session, params) => this.#subscribe(session, params),
    'chat.unsubscribe': (session, params) => this.#unsubscribe(session, params),
    'chat.publish': (session, params) => this.#publish(session, params),
    'chat.messages.get': (session, params) => this.#messages(session, params),
    'chat.members.get': (session, params) => {
      const channel = this.#open(ofChat(session), params, 'read');
      return { ...done, members: channel.members };
    },
    'chat.member.set_state': (session, params) => this.#setState(session, params),
    'chat.member.get_state': (session, params) => this.#getState(session, params),
  };

  takes(claims: V3Claims): boolean {
    return claims.k !== 'video';
  }

  authorization(claims: ChatClaims): Fields {
    const minutes = Math.ceil((claims.exp - claims.iat) / 60);
    return { type: 'chat', channels: claims.c, member_id: claims.m, ttl: minutes };
  }

  renewed(session: V3Session): void {
    const { c } = claimsOf(session);
    for (const [name, channel] of this.channels) {
      if (channel.has(session) && !c[name]?.read) this.#leave(session, channel);
    }
  }

  ended(session: V3Session): void {
    for (const channel of this.channels.values()) {
      if (channel.has(session)) this.#leave(session, channel);
    }
  }

  /** Says something in the name of anybody. */
  say(name: string, member: string, content: unknown, meta?: Fields): void {
    this.#channel(name).say(member, content, meta);
  }

  #subscribe(session: V3Session, params: Fields): Fields {
    const channels = namesOf(params).map((channel) => this.#open(session, { channel }, 'read'));
    const events = Array.isArray(params['events']) ? params['events'].map(String) : [];
    const { m, st } = claimsOf(session);
    for (const channel of channels) channel.add(session, events, m, st);
    return done;
  }

  #unsubscribe(session: V3Session, params: Fields): Fields {
    for (const name of namesOf(params)) {
      const channel = this.channels.get(name);
      if (!channel?.has(session)) throw new Denied(400, `Not subscribed to ${name}`);
      this.#leave(session, channel);
    }
    return done;
  }

  #publish(session: V3Session, params: Fields): Fields {
    const channel = this.#open(session, params, 'write');
    if (this.deaf) throw new RpcError(-32000, 'Try later');
    channel.say(claimsOf(session).m, params['content'], params['meta']);
    return done;
  }

  #messages(session: V3Session, params: Fields): Fields {
    const channel = this.#open(ofChat(session), params, 'read');
    const { after, before } = fieldsOf(params['cursor']);
    return { ...done, ...channel.page({ after: textOf(after), before: textOf(before) }) };
  }

  #setState(session: V3Session, params: Fields): Fields {
    const member = memberOf(ofChat(session), params);
    const state = fieldsOf(params['state']);
    if (JSON.stringify(state).length > longestState) throw new Denied(422, 'The state is too long');
    for (const channel of namesOf(params)) {
      this.#open(session, { channel }, 'read').setState(member, state);
    }
    return done;
  }

  #getState(session: V3Session, params: Fields): Fields {
    const member = memberOf(ofChat(session), params);
    const names = Array.isArray(params['channels']) ? namesOf(params) : [...this.channels.keys()];
    const states = names.flatMap((name) => {
      const state = this.#mayRead(session, name) && this.channels.get(name)?.stateOf(member);
      return state ? [[name, { state }] as const] : [];
    });
    return { ...done, channels: Object.fromEntries(states) };
  }

  #leave(session: V3Session, channel: Channel): void {
    const { m } = claimsOf(session);
    const others = [...channel.readers()].filter((other) => other !== session);
    const stays = others.some((other) => claimsOf(other).m === m);
    channel.remove(session, m, stays);
  }

  #mayRead(session: V3Session, name: string): boolean {
    return claimsOf(session).c[name]?.read === true;
  }

  #open(session: V3Session, params: Fields, right: keyof Rights): Channel {
    const name = textOf(params['channel']);
    const { c } = claimsOf(session);
    if (!Object.hasOwn(c, name) || !c[name]?.[right]) {
      throw new Denied(403, `No permission to ${right} the channel ${name}`);
    }
    return this.#channel(name);
  }

  #channel(name: string): Channel {
    const channel = this.channels.get(name) ?? new Channel(name);
    this.channels.set(name, channel);
    return channel;
  }
}

const longestState = 2_000;

const claimsOf = (session: V3Session): ChatClaims => {
  if (session.claims.k === 'video') throw new Denied(403, 'Not a token for chat');
  return session.claims;
};

/** What only a token for Chat may do. */
const ofChat = (session: V3Session): V3Session => {
  if (session.claims.k !== 'chat') throw new Denied(403, 'Not a token for Chat');
  return session;
};

const memberOf = (session: V3Session, params: Fields): string =>
  textOf(params['member_id']) || claimsOf(session).m;

const namesOf = (params: Fields): string[] =>
  listOf(params['channels']).map(({ name }) => textOf(name));
