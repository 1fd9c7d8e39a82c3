import { Component, CUSTOM_ELEMENTS_SCHEMA } from '@angular/core';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import 'rt-embed/rt-status';

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
