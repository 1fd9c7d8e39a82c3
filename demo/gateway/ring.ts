import type { Cause } from './causes.js';
import type { Leg } from './leg.js';

/** Who calls, as those who are called are told. */
export interface Caller {
  readonly name: string;
  readonly address: string;
  readonly video: boolean;
}

/** One user's phones ringing: the first to answer has the call, one that declines ends it for all. */
export class Ring {
  /** Who answered, or why nobody did. */
  readonly outcome: Promise<Leg | Cause>;
  readonly #legs: readonly Leg[];
  readonly #caller: Caller;
  readonly #ms: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #settle: (outcome: Leg | Cause) => void = () => undefined;
  #over = false;

  /** @param ms until nobody has answered */
  constructor(legs: readonly Leg[], caller: Caller, ms: number) {
    this.#legs = legs;
    this.#caller = caller;
    this.#ms = ms;
    this.outcome = new Promise((resolve) => (this.#settle = resolve));
    for (const leg of legs) {
      void leg.ended.then(({ byClient }) => {
        if (byClient) this.#end('USER_BUSY', 'LOSE_RACE');
        else if (legs.every(({ closed }) => closed)) this.#end('USER_NOT_REGISTERED', 'LOSE_RACE');
      });
    }
  }

  async start(): Promise<void> {
    this.#timer = setTimeout(() => this.#end('NO_ANSWER', 'NO_ANSWER'), this.#ms);
    await Promise.all(this.#legs.map((leg) => this.#call(leg)));
  }

  answered(leg: Leg): void {
    this.#end(leg, 'LOSE_RACE');
  }

  /** The caller has given up. */
  cancel(): void {
    this.#end('ORIGINATOR_CANCEL', 'ORIGINATOR_CANCEL');
  }

  async #call(leg: Leg): Promise<void> {
    const sdp = await leg.offer();
    if (leg.closed) return;
    const { name, id } = leg.line.user;
    leg.line.verto('verto.invite', {
      callID: leg.callId,
      sdp,
      caller_id_name: this.#caller.name,
      caller_id_number: this.#caller.address,
      callee_id_name: name ?? id,
      callee_id_number: leg.destination,
      display_direction: 'inbound',
    });
  }

  #end(outcome: Leg | Cause, told: Cause): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    for (const leg of this.#legs) {
      if (leg !== outcome) leg.hangUp(told);
    }
    this.#settle(outcome);
  }
}
