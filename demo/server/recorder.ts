import type { DemoHistory } from './history.js';

/** Reads all topics that a filter takes, for as long as there is a broker. */
export type Subscribe = (
  filter: string,
  receive: (topic: string, payload: Uint8Array) => void,
) => void;

/** Keeps what is said in every room of a broker. */
export const record = (history: DemoHistory, subscribe: Subscribe): void => {
  subscribe('chat/+/messages', (topic, payload) => {
    const room = topic.split('/')[1];
    if (room) history.record(room, payload);
  });
};
