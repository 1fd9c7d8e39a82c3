import { bootstrapApplication } from '@angular/platform-browser';
import { provideRouter, withHashLocation } from '@angular/router';
import { About, App, Call, Here, Team } from './app.js';

const team = [
  { path: '', component: Here },
  { path: 'call', component: Call },
];
const routes = [
  { path: 'about', component: About },
  { path: '', component: Team, children: team },
];

await bootstrapApplication(App, { providers: [provideRouter(routes, withHashLocation())] });
