import { aTimeout, expect, fixture, html, waitUntil } from '@open-wc/testing';
import { createAutoloader } from '../../src/loader/autoloader.js';

// The tags of this page are defined in here, one after the other: its own page, and in this order.
describe('the autoloader, as tags get defined', () => {
  const asked: string[] = [];
  const load = (tag: string) => {
    asked.push(tag);
    customElements.define(tag, class extends HTMLElement {});
    return Promise.resolve();
  };

  it('is ready when the tags that were due at start are defined', async () => {
    await fixture(html`<rt-chat></rt-chat>`);
    // It goes on watching after this test, and leaves what comes then to others.
    const never = new Promise<never>(() => undefined);
    await createAutoloader((tag) => (tag === 'rt-chat' ? load(tag) : never)).ready;
    expect(customElements.get('rt-chat')).to.be.a('function');
    expect(asked).to.deep.equal(['rt-chat']);
  });

  it('asks for nothing that another copy has defined', async () => {
    const other: string[] = [];
    await fixture(html`<div><rt-chat></rt-chat><rt-status></rt-status></div>`);
    await createAutoloader((tag) => {
      other.push(tag);
      return load(tag);
    }).ready;
    expect(other).to.deep.equal(['rt-status']);
  });

  it('is ready where there is nothing left to load', async () => {
    const none: string[] = [];
    const autoloader = createAutoloader((tag) => Promise.resolve(none.push(tag)));
    await autoloader.ready;
    await fixture(html`<rt-chat loading="eager"></rt-chat>`);
    expect(none).to.deep.equal([]);
  });

  it('stops watching when everything is defined', async () => {
    await load('rt-call');
    // Those of the tests before stop now.
    await aTimeout(0);
    let watching = 0;
    const { observe } = MutationObserver.prototype;
    const { disconnect } = MutationObserver.prototype;
    MutationObserver.prototype.observe = function (...of) {
      watching++;
      observe.apply(this, of);
    };
    MutationObserver.prototype.disconnect = function () {
      watching--;
      disconnect.call(this);
    };
    try {
      const autoloader = createAutoloader(() => Promise.resolve());
      autoloader.observe(await fixture<HTMLElement>(html`<div></div>`));
      await waitUntil(() => watching === 0);
    } finally {
      Object.assign(MutationObserver.prototype, { observe, disconnect });
    }
  });
});
