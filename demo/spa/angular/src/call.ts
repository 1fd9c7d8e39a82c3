import { Component, CUSTOM_ELEMENTS_SCHEMA } from '@angular/core';
import type { TokenRequest } from 'rt-embed';
import 'rt-embed/rt-call';
import { user } from './user.js';

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
  readonly getToken = async (request: TokenRequest, signal: AbortSignal): Promise<unknown> => {
    const response = await fetch(`/token/${user}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-rt-embed': '1' },
      body: JSON.stringify(request),
      signal,
    });
    if (!response.ok) throw new Error(`The token route says ${response.status}.`);
    return response.json();
  };
}
