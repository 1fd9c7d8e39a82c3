import { Component, CUSTOM_ELEMENTS_SCHEMA, signal } from '@angular/core';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
// #region readme
import type { RtMessageEvent, TokenRequest } from 'rt-embed';
import 'rt-embed/rt-call';
import 'rt-embed/rt-chat';
import 'rt-embed/rt-status';

const user = new URLSearchParams(location.search).get('user') ?? 'ada';

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

@Component({
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <rt-call
      mode="inline"
      label="Call the echo"
      destination="/public/echo"
      no-video
      [getToken]="getToken"
    ></rt-call>
  `,
})
export class Call {
  /** In place of `token-endpoint`: your own way to your token route. */
  readonly getToken = async (request: TokenRequest): Promise<unknown> => {
    const response = await fetch(`/token/${user}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-rt-embed': '1' },
      body: JSON.stringify(request),
    });
    return response.json();
  };
}
// #endregion

@Component({ template: '<p>The team is here.</p>' })
export class Here {}

@Component({ template: '<p>Nothing is connected here.</p>' })
export class About {}

@Component({
  selector: 'example-app',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  imports: [RouterLink, RouterLinkActive, RouterOutlet],
  template: `
    <header>
      <h1>Angular</h1>
      <nav>
        @for (view of views; track view.path) {
          <a
            [routerLink]="view.path"
            routerLinkActive
            ariaCurrentWhenActive="page"
            [routerLinkActiveOptions]="{ exact: true }"
            >{{ view.name }}</a
          >
        }
      </nav>
      <rt-status></rt-status>
    </header>
    <main>
      <router-outlet />
    </main>
  `,
})
export class App {
  readonly views = [
    { name: 'Chat', path: '/' },
    { name: 'Call', path: '/call' },
    { name: 'About', path: '/about' },
  ];
}
