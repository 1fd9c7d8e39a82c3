import type { Message } from '../../protocol/chat-message.js';

type Messages = readonly Message[];

/** The two times of arrival of a message without a time of its own lie closer together than this, ms. */
const apart = 60_000;

/** Whether an id was made of what a plain client wrote, because it has sent none. */
const madeUp = ({ id, user }: Message): boolean => id.startsWith(`${user}\n`);

/**
 * Gives messages of a page the ids under which the list has them. Who sends neither id nor time has
 * another id wherever the message arrives: ours is told from the history's by writer, text and
 * about when it came; each is taken for one other only.
 */
export const recognise = (list: Messages, page: Messages): Message[] => {
  const here = new Set(list.map(({ id }) => id));
  const taken = new Set(page.map(({ id }) => id));
  return page.map((message) => {
    if (here.has(message.id) || !madeUp(message)) return message;
    const { user, text, timestamp } = message;
    const same = list.find(
      (one) =>
        one.user === user &&
        one.text === text &&
        Math.abs(one.timestamp - timestamp) < apart &&
        madeUp(one) &&
        !taken.has(one.id),
    );
    if (!same) return message;
    taken.add(same.id);
    return { ...message, id: same.id };
  });
};

/**
 * Puts a page of history among the messages that are there: those that are missing come in, next to
 * their neighbours of the page, by time where those leave room. None that is there moves past another.
 * @param from what has no neighbour on the page comes no sooner than this place
 * @param upto … and no later than this one
 */
export const merge = (list: Messages, page: Messages, from: number, upto: number): Message[] => {
  const places = new Map(list.map(({ id }, place) => [id, place]));
  /** For each of the page, the place of the next one of the page that is there. */
  const limits: number[] = [];
  page.reduceRight((limit, { id }, i) => (limits[i] = places.get(id) ?? limit), upto);
  const coming = new Map<number, Message[]>();
  let place = from;
  page.forEach((message, i) => {
    const known = places.get(message.id);
    if (known !== undefined) {
      place = Math.max(place, known + 1);
      return;
    }
    const limit = limits[i] ?? upto;
    while (place < limit && (list[place]?.timestamp ?? 0) <= message.timestamp) place += 1;
    const there = coming.get(place);
    if (there) there.push(message);
    else coming.set(place, [message]);
    places.set(message.id, place - 1); // one that the page holds twice
  });
  return [...list, undefined].flatMap((message, i) => [
    ...(coming.get(i) ?? []),
    ...(message ? [message] : []),
  ]);
};

/**
 * Where one that has just come goes: to the end, or before those that its writer wrote after it, which
 * a history can have brought sooner. Our ids end in a message's number in its writer's session.
 */
export const placeOf = ({ id, user }: Message, list: Messages): number => {
  const session = id.slice(0, id.lastIndexOf('-') + 1);
  const n = Number(id.slice(session.length));
  let place = list.length;
  if (!session || Number.isNaN(n)) return place;
  for (let i = list.length - 1; i >= 0; i -= 1) {
    const one = list[i];
    if (one?.user !== user || !one.id.startsWith(session)) continue;
    if (Number(one.id.slice(session.length)) < n) break;
    place = i;
  }
  return place;
};
