import { bootstrapApplication } from '@angular/platform-browser';
import { provideRouter, withHashLocation } from '@angular/router';
import { About, App, Here } from './app.js';
import { Call } from './call.js';
import { Team } from './team.js';

const team = [
  { path: '', component: Here },
  { path: 'call', component: Call },
];
const routes = [
  { path: 'about', component: About },
  { path: '', component: Team, children: team },
];

await bootstrapApplication(App, { providers: [provideRouter(routes, withHashLocation())] });
