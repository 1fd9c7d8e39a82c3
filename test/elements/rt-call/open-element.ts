import { aTimeout, fixture, waitUntil } from '@open-wc/testing';
import type { Phase } from '../../../src/core/call/phone-state.js';
import { RtCall } from '../../../src/elements/rt-call/rt-call.js';
import type { TokenRequest } from '../../../src/protocol/grant.js';
import { FakeService } from '../../core/call/fake-service.js';

/** What the element in a test talks to; each test has its own. */
export class CallPage {
  readonly service = new FakeService();
  readonly requests: TokenRequest[] = [];
  /** How often a provider's code was asked for. */
  readonly loaded: string[] = [];

  readonly getToken = async (request: TokenRequest): Promise<unknown> => {
    this.requests.push(request);
    return { token: 'secret', provider: 'signalwire-v4', user: 'ada' };
  };
}

// WebKitGTK has none. Here calls go to a fake service, and it only has to be there.
Object.assign(globalThis, { RTCPeerConnection: globalThis.RTCPeerConnection ?? Object });

let current = new CallPage();

class TestCall extends RtCall {
  constructor() {
    const page = current;
    super((provider) => {
      page.loaded.push(provider);
      return Promise.resolve(page.service.connect);
    });
  }
}
customElements.define('test-call', TestCall);

declare global {
  interface HTMLElementTagNameMap {
    'test-call': TestCall;
  }
}

/** Starts a test's own page. */
export const newCallPage = (): CallPage => (current = new CallPage());

/** Makes an element with these attributes that is not on the page yet; it asks for no device. */
export const makeElement = (attributes = '', content = ''): RtCall => {
  const element = document.createElement('test-call');
  const given = document.createRange().createContextualFragment(`<i ${attributes}>${content}</i>`);
  const { attributes: all, childNodes } = given.firstElementChild as Element;
  for (const { name, value } of all) element.setAttribute(name, value);
  element.append(...childNodes);
  element.receiveOnly = true;
  element.getToken = current.getToken;
  return element;
};

/** Puts one on the page. */
export const openElement = async (attributes = '', content = ''): Promise<RtCall> => {
  const element = makeElement(attributes, content);
  const holder = await fixture<HTMLElement>('<div></div>');
  holder.append(element);
  await element.updateComplete;
  return element;
};

/** Waits until an element is as far. */
export const inPhase = (element: RtCall, phase: Phase): Promise<void> =>
  waitUntil(() => element.phase === phase, `It is not ${phase}.`, {
    // The first one loads the code.
    timeout: 8_000,
  });

/** Dials and gets through. */
export const connect = async (element: RtCall): Promise<void> => {
  const done = element.dial();
  await inPhase(element, 'dialing');
  await waitUntil(() => current.service.sessions.length > 0);
  current.service.session.go({ status: 'connected' });
  await done;
};

/** Waits for a line to be kept, then lets somebody call. */
export const ring = async (element: RtCall, video = true) => {
  await waitUntil(() => element.connectionState === 'online');
  const call = current.service.client.ring(video);
  await inPhase(element, 'incoming');
  return call;
};

/** Until what an element does a task after it left the page is done. */
export const tasks = async (): Promise<void> => {
  for (let i = 0; i < 3; i += 1) await aTimeout(0);
};

/** The only node for a selector. */
export const inside = (element: RtCall, selector: string): HTMLElement => {
  const node = element.shadowRoot?.querySelector<HTMLElement>(selector);
  if (!node) throw new Error(`There is no ${selector}.`);
  return node;
};

/** What an element tells the page, as `type detail`. */
export const listen = (element: RtCall): string[] => {
  const heard: string[] = [];
  element.addEventListener('rt-state-change', ({ detail }) =>
    heard.push(`${detail.previous} > ${detail.state}`),
  );
  element.addEventListener('rt-before-call', ({ detail }) =>
    heard.push(`before ${detail.destination}`),
  );
  element.addEventListener('rt-incoming-call', ({ detail }) =>
    heard.push(`incoming ${detail.peer.name} ${detail.video ? 'with' : 'without'} video`),
  );
  element.addEventListener('rt-call-start', ({ detail }) =>
    heard.push(`start ${detail.direction} ${detail.peer.address}`),
  );
  element.addEventListener('rt-call-end', ({ detail }) => heard.push(`end ${detail.reason}`));
  element.addEventListener('rt-error', ({ detail }) => heard.push(`error ${detail.error.code}`));
  return heard;
};
