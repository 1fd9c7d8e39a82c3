import type { Participant } from '../../../core/call/call-state.js';
import { kindOf, sameList } from '../../signalwire-v4/members.js';
import type { SdkMember, SdkRoom } from './sdk-types.js';

export interface PeopleOptions {
  /** Somebody is different, or the list is. */
  changed(people: readonly Participant[]): void;
  /** Our own microphone or camera is on or off for the others. */
  selfMuted(kind: 'audio' | 'video', muted: boolean): void;
}

/** Who is in the room, from what the SDK tells piece by piece: its own list lacks those who were there before. */
export class People {
  readonly #room: SdkRoom;
  readonly #options: PeopleOptions;
  readonly #members = new Map<string, SdkMember>();
  readonly #told: Partial<Record<'audio' | 'video', boolean>> = {};
  #last: readonly Participant[] = [];

  constructor(room: SdkRoom, options: PeopleOptions) {
    this.#room = room;
    this.#options = options;
    const merge = ({ member }: { member: SdkMember }): void => this.#merge([member]);
    room.on('member.joined', merge);
    room.on('member.updated', merge);
    room.on('member.talking', merge);
    room.on('member.left', ({ member }) => {
      this.#members.delete(member.id);
      this.#tell();
    });
  }

  /** Takes all who are there; whoever else was known has gone meanwhile. */
  take(members: readonly SdkMember[]): void {
    const there = new Set(members.map(({ id }) => id));
    for (const id of [...this.#members.keys()]) if (!there.has(id)) this.#members.delete(id);
    this.#merge(members);
  }

  #merge(members: readonly SdkMember[]): void {
    for (const member of members) {
      const known = this.#members.get(member.id);
      // Of somebody who has just left: talking, for example.
      if (!known && member.name === undefined) continue;
      this.#members.set(member.id, { ...known, ...member });
    }
    this.#tell();
  }

  #tell(): void {
    const self = this.#members.get(this.#room.memberId);
    for (const kind of self ? (['audio', 'video'] as const) : []) {
      const muted = self?.[`${kind}_muted`] ?? false;
      // Only what is new: news of somebody else come with ours as it was.
      if (muted === this.#told[kind]) continue;
      this.#told[kind] = muted;
      this.#options.selfMuted(kind, muted);
    }
    const people = [...this.#members.values()].map((member) => this.#participant(member));
    if (sameList(people, this.#last)) return;
    this.#last = people;
    this.#options.changed(people);
  }

  #participant(member: SdkMember): Participant {
    return {
      id: member.id,
      name: member.name ?? '',
      self: member.id === this.#room.memberId,
      kind: kindOf(member.type),
      audioMuted: member.audio_muted ?? false,
      videoMuted: member.video_muted ?? false,
      handRaised: member.handraised ?? false,
      talking: member.talking ?? false,
    };
  }
}
