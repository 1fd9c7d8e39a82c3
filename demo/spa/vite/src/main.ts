import type { TokenRequest } from 'rt-embed';
import 'rt-embed/autoload';
import 'rt-embed/rt-call';
import { chat, last } from './team-chat.js';
import { user } from './user.js';
import './style.css';

const views: Record<string, () => (Node | string)[]> = {
  '#/': () => [chat, section('The team is here. Last heard: ', last)],
  '#/call': () => [chat, section(makeCall())],
  '#/about': () => ['Nothing is connected here.'],
};

const makeCall = (): HTMLElement => {
  const call = document.createElement('rt-call');
  call.mode = 'inline';
  call.noVideo = true;
  call.destination = '/public/echo';
  call.label = 'Call the echo';
  call.getToken = getToken;
  return call;
};

/** In place of `tokenEndpoint`: your own way to your token route. */
const getToken = async (request: TokenRequest, signal: AbortSignal): Promise<unknown> => {
  const response = await fetch(`/token/${user}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-rt-embed': '1' },
    body: JSON.stringify(request),
    signal,
  });
  if (!response.ok) throw new Error(`The token route says ${response.status}.`);
  return response.json();
};

const section = (...content: (Node | string)[]): HTMLElement => {
  const element = document.createElement('section');
  element.append(...content);
  return element;
};

const show = (): void => {
  const path = location.hash || '#/';
  document.querySelector('main')?.replaceChildren(...(views[path]?.() ?? []));
  for (const link of document.querySelectorAll('nav a')) {
    link.ariaCurrent = link.getAttribute('href') === path ? 'page' : null;
  }
};

addEventListener('hashchange', show);
show();
