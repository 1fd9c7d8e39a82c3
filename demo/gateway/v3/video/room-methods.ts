import { fieldsOf, textOf } from '../../json-rpc.js';
import type { Fields } from '../../json-rpc.js';
import { layouts } from '../../stage.js';
import { Denied, done } from '../service.js';
import type { V3Method } from '../service.js';
import type { V3Session } from '../session.js';
import type { JobKind } from './jobs.js';
import type { VideoMember } from './video-member.js';
import type { VideoRoom } from './video-room.js';

/** What a command is about. */
interface Command {
  readonly room: VideoRoom;
  readonly params: Fields;
}

interface MemberCommand extends Command {
  readonly member: VideoMember;
}

/** The room that a session is in, and its own call there; undefined where it is in none. */
export type Whereabouts = (session: V3Session) => VideoMember | undefined;

type Run<C extends Command> = (command: C) => Fields | undefined;
type Maker = (where: Whereabouts) => V3Method;

const scopesOf = ({ claims }: V3Session): readonly string[] =>
  claims.k === 'video' ? claims.s : [];

/** @throws Denied */
const permit = (session: V3Session, scope: string): void => {
  if (!scopesOf(session).includes(scope)) throw new Denied(403, `Missing permission ${scope}`);
};

/** @throws Denied where the session is in no room */
const present = (where: Whereabouts, session: V3Session): VideoMember => {
  const own = where(session);
  if (!own) throw new Denied(404, 'Room session not found');
  return own;
};

/** Something about the room; `scope` without its `room.`, undefined where everybody may. */
const onRoom =
  (scope: string | undefined, run: Run<Command>): Maker =>
  (where) =>
  (session, params) => {
    const { room } = present(where, session);
    if (scope !== undefined) permit(session, `room.${scope}`);
    return { ...done, ...run({ room, params }) };
  };

/** Something about one member, or all; one may be allowed to do it to oneself, to others, or both. */
const onMember =
  (verb: string, run: Run<MemberCommand>): Maker =>
  (where) =>
  (session, params) => {
    const own = present(where, session);
    const { room } = own;
    const id = textOf(params['member_id']);
    const all = id === 'all' ? room.members.filter((one) => one !== own) : [room.find(id)];
    for (const member of all) {
      if (!member) throw new Denied(404, 'Member not found');
      const self = member === own || member.parent === own;
      permit(session, `room.${self ? 'self' : 'member'}.${verb}`);
    }
    const answers = all.map((member) => member && run({ room, member, params }));
    return { ...done, ...answers[0] };
  };

const patch =
  (change: (params: Fields) => Fields): Run<MemberCommand> =>
  ({ room, member, params }) => {
    room.update(member, change(params));
    return undefined;
  };

const lock =
  (locked: boolean): Run<Command> =>
  ({ room }) => {
    room.locked = locked;
    room.updated('locked');
    return undefined;
  };

const hideMuted =
  (hidden: boolean): Run<Command> =>
  ({ room }) => {
    room.hidesMuted = hidden;
    room.updated('hide_video_muted');
    return undefined;
  };

const setMeta =
  (next: (now: Fields, params: Fields) => Fields): Run<Command> =>
  ({ room, params }) => {
    room.meta = next(room.meta, params);
    room.updated('meta');
    return undefined;
  };

const change =
  (kind: JobKind, state: 'paused' | 'running' | 'completed'): Run<Command> =>
  ({ room, params }) => {
    room.jobs.change(kind, textOf(params[`${kind}_id`]), state);
    return undefined;
  };

const jobs = (kind: JobKind, scope: string, details: (params: Fields) => Fields) => ({
  [`video.${kind}.list`]: onRoom(scope, ({ room }) => ({ [`${kind}s`]: room.jobs.list(kind) })),
  [`video.${kind}.start`]: onRoom(scope, ({ room, params }) => ({
    [kind]: room.jobs.start(kind, details(params)),
  })),
  [`video.${kind}.pause`]: onRoom(scope, change(kind, 'paused')),
  [`video.${kind}.resume`]: onRoom(scope, change(kind, 'running')),
  [`video.${kind}.stop`]: onRoom(scope, change(kind, 'completed')),
});

const without = (fields: Fields, names: unknown): Fields => {
  const gone = Array.isArray(names) ? names : [];
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !gone.includes(name)));
};

const makers: Readonly<Record<string, Maker>> = {
  'video.members.get': onRoom(undefined, ({ room }) => ({
    members: room.members.map(({ fields }) => fields),
  })),
  'video.list_available_layouts': onRoom('list_available_layouts', () => ({ layouts })),
  'video.set_layout': onRoom('set_layout', ({ room, params }) => {
    const name = textOf(params['name']);
    if (!(layouts as readonly string[]).includes(name)) throw new Denied(404, 'No such layout');
    room.layout = name;
    room.updated('layout_name');
    return undefined;
  }),
  'video.lock': onRoom('lock', lock(true)),
  'video.unlock': onRoom('unlock', lock(false)),
  'video.hide_video_muted': onRoom('hide_video_muted', hideMuted(true)),
  'video.show_video_muted': onRoom('show_video_muted', hideMuted(false)),
  'video.prioritize_handraise': onRoom('prioritize_handraise', ({ room, params }) => {
    room.handsFirst = params['enable'] === true;
    room.updated('prioritize_handraise');
    return undefined;
  }),
  'video.get_meta': onRoom(undefined, ({ room }) => ({ meta: room.meta })),
  'video.set_meta': onRoom(
    'set_meta',
    setMeta((_now, params) => fieldsOf(params['meta'])),
  ),
  'video.update_meta': onRoom(
    'set_meta',
    setMeta((now, params) => ({ ...now, ...fieldsOf(params['meta']) })),
  ),
  'video.delete_meta': onRoom(
    'set_meta',
    setMeta((now, params) => without(now, params['keys'])),
  ),
  ...jobs('recording', 'recording', () => ({})),
  ...jobs('stream', 'stream', ({ url }) => ({ url })),
  ...jobs('playback', 'playback', ({ url, volume = 0 }) => ({ url, volume })),
  'video.member.audio_mute': onMember(
    'audio_mute',
    patch(() => ({ audio_muted: true })),
  ),
  'video.member.audio_unmute': onMember(
    'audio_unmute',
    patch(() => ({ audio_muted: false })),
  ),
  'video.member.video_mute': onMember(
    'video_mute',
    patch(() => ({ video_muted: true })),
  ),
  'video.member.video_unmute': onMember(
    'video_unmute',
    patch(() => ({ video_muted: false })),
  ),
  'video.member.deaf': onMember(
    'deaf',
    patch(() => ({ deaf: true })),
  ),
  'video.member.undeaf': onMember(
    'undeaf',
    patch(() => ({ deaf: false })),
  ),
  'video.member.raisehand': onMember(
    'raisehand',
    patch(() => ({ handraised: true })),
  ),
  'video.member.lowerhand': onMember(
    'lowerhand',
    patch(() => ({ handraised: false })),
  ),
  'video.member.set_input_volume': onMember(
    'set_input_volume',
    patch(({ volume }) => ({ input_volume: volume })),
  ),
  'video.member.set_output_volume': onMember(
    'set_output_volume',
    patch(({ volume }) => ({ output_volume: volume })),
  ),
  'video.member.set_input_sensitivity': onMember(
    'set_input_sensitivity',
    patch(({ value }) => ({ input_sensitivity: value })),
  ),
  'video.member.get_meta': onMember('set_meta', ({ member }) => ({ meta: member.told['meta'] })),
  'video.member.set_meta': onMember(
    'set_meta',
    patch(({ meta }) => ({ meta })),
  ),
  'video.member.remove': onMember('remove', ({ room, member }) => {
    room.remove(member);
    return undefined;
  }),
};

/** What a client may ask of the room that it is in: `video.*`, each with the permission that it takes. */
export const roomMethods = (where: Whereabouts): Record<string, V3Method> =>
  Object.fromEntries(Object.entries(makers).map(([name, make]) => [name, make(where)]));
