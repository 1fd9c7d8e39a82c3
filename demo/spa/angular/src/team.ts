import { Component, CUSTOM_ELEMENTS_SCHEMA, signal } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import type { RtMessageEvent } from 'rt-embed';
import 'rt-embed/rt-chat';
import { user } from './user.js';

/** Around the views that share the chat: it stays where it is while they change. */
@Component({
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  imports: [RouterOutlet],
  template: `
    <rt-chat
      room="angular"
      [attr.token-endpoint]="'/token/' + user"
      [strings]="strings"
      (rt-message)="heard($event)"
    ></rt-chat>
    <section>
      <router-outlet />
      <p>
        Last heard: <output>{{ last() }}</output>
      </p>
    </section>
  `,
})
export class Team {
  readonly user = user;
  readonly strings = { 'chat.placeholder': 'Write to the Angular team' };
  readonly last = signal('nothing yet');

  heard(event: RtMessageEvent): void {
    this.last.set(event.detail.message.text);
  }
}
