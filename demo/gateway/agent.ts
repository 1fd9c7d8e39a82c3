import { randomUUID } from 'node:crypto';
import type { Leg } from './leg.js';
import { Babble } from './media/babble.js';
import type { Host } from './room.js';

/** One word in this many ms, as fast as one talks. */
const wordEvery = 220;
const greeting = 'Hello! This is the demo’s agent. Say or write something, or press a key.';

/** Says something with a voice-like sound, and tells word by word what it would be. */
export class Agent implements Host {
  readonly id = randomUUID();
  readonly callId = randomUUID();
  readonly name = 'Agent';
  readonly type = 'member';
  readonly userId = 'agent';
  readonly addressId: string;
  readonly muted = { audio: false, video: true };
  readonly deaf = false;
  readonly handRaised = false;
  readonly #babble = new Babble();
  readonly #now: () => number;
  readonly #queue: { readonly leg: Leg; readonly words: readonly string[] }[] = [];
  #spoken = 0;
  #nextAt = 0;
  #listeningSince = 0;

  constructor(addressId: string, now: () => number = Date.now) {
    this.addressId = addressId;
    this.#now = now;
  }

  get talking(): boolean {
    return this.#queue.length > 0;
  }

  greet(leg: Leg): void {
    this.say(leg, greeting);
  }

  /** Says something to a caller: the events are those of SignalWire's AI agents. */
  say(leg: Leg, text: string): void {
    this.#queue.push({ leg, words: text.split(' ') });
  }

  heard(leg: Leg): void {
    if (leg.talking) {
      this.#listeningSince = this.#now();
      leg.line.event('ai.partial_result', { call_id: leg.callId, text: '…', barged: this.talking });
      return;
    }
    const seconds = Math.max(1, Math.round((this.#now() - this.#listeningSince) / 1000));
    const text = `(${seconds} s of sound) {confidence=0.90}`;
    leg.line.event('ai.speech_detect', { call_id: leg.callId, text, type: 'normal' });
    if (!this.talking) this.say(leg, `I heard you for ${seconds} s.`);
  }

  digits(leg: Leg, digits: string): void {
    this.say(leg, `You pressed ${digits}.`);
  }

  pull(): Float32Array | undefined {
    const [sentence] = this.#queue;
    if (!sentence) return undefined;
    if (this.#now() >= this.#nextAt) this.#speak(sentence);
    return this.#babble.pull();
  }

  #speak({ leg, words }: { readonly leg: Leg; readonly words: readonly string[] }): void {
    this.#nextAt = this.#now() + wordEvery;
    const word = words[this.#spoken];
    if (word !== undefined) {
      this.#spoken += 1;
      leg.line.event('ai.response_utterance', { call_id: leg.callId, utterance: word });
      return;
    }
    leg.line.event('ai.completion', { call_id: leg.callId, text: words.join(' '), type: 'normal' });
    this.#queue.shift();
    this.#spoken = 0;
  }
}
