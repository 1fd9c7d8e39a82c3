import type { Refusal } from './errors.js';

interface Invite {
  sent: boolean;
  blocked: boolean;
  refusal: Refusal | undefined;
}

/** The invitations of a line, from before they are sent until the SDK knows how they ended. */
export class Invites {
  readonly #invites = new Map<string, Invite>();

  open(callId: string): void {
    this.#invites.set(callId, { sent: false, blocked: false, refusal: undefined });
  }

  /** Keeps one from being sent. @returns whether that comes too late */
  block(callId: string): boolean {
    const invite = this.#invites.get(callId);
    if (!invite) return false;
    invite.blocked = true;
    return invite.sent;
  }

  refusal(callId: string): Refusal | undefined {
    return this.#invites.get(callId)?.refusal;
  }

  forget(callId: string): void {
    this.#invites.delete(callId);
  }

  /** The socket is about to send one. @returns whether it may; those that we don't know may */
  inviting(callId: string): boolean {
    const invite = this.#invites.get(callId);
    if (!invite) return true;
    invite.sent = !invite.blocked;
    return invite.sent;
  }

  refused(callId: string, refusal: Refusal): void {
    const invite = this.#invites.get(callId);
    if (invite) invite.refusal = refusal;
  }
}
