import { expect } from '@open-wc/testing';
import type { RtStatus } from '../../../src/elements/rt-status/rt-status.js';
import { inside, listen, newPage, openStatus, said, type Page } from './open-status.js';

declare global {
  interface HTMLElementTagNameMap {
    'late-status': RtStatus;
  }
}

let page: Page;
let status: RtStatus;
beforeEach(async () => {
  page = newPage();
  status = await openStatus('for="job"');
});

/** Something to follow: it has a connection of its own. */
const target = (tag: 'test-status' | 'late-status' = 'test-status'): RtStatus => {
  const element = document.createElement(tag);
  element.id = 'job';
  element.getToken = page.getToken;
  element.setAttribute('topic', 'svc');
  return element;
};
const holder = (): HTMLElement => status.parentElement as HTMLElement;

describe('<rt-status for>', () => {
  it('is idle where there is no such element', () => {
    expect(said(status)).to.equal('Not connected');
    expect(status.connectionState).to.equal('idle');
  });

  it('follows an element that comes later, and leaves its errors to it', async () => {
    const { states, errors } = listen(status);
    holder().append(target());
    await page.pass(0);
    expect(said(status)).to.equal('Connecting…');
    await page.pass(100);
    expect(said(status)).to.equal('Online');
    page.broker.stop({ forget: false });
    await page.pass(20_000);
    expect(states.at(-1)).to.equal('offline');
    expect(errors, 'the element itself reports them').to.deep.equal([]);
    await expect(status).to.be.accessible();
  });

  it('finds an element that is already in its state', async () => {
    holder().append(target());
    await page.pass();
    const late = await openStatus('for="job"');
    expect(said(late)).to.equal('Online');
  });

  it('follows an element that gets its id later', async () => {
    const element = target();
    element.id = '';
    holder().append(element);
    await page.pass();
    expect(said(status)).to.equal('Not connected');
    element.id = 'job';
    await page.pass();
    expect(said(status)).to.equal('Online');
  });

  it('follows an element whose code comes later', async () => {
    holder().append(target('late-status'));
    await page.pass();
    expect(said(status)).to.equal('Not connected');
    const Base = customElements.get('test-status') as typeof RtStatus;
    customElements.define('late-status', class extends Base {});
    await page.pass();
    expect(said(status)).to.equal('Online');
  });

  it('is idle when the element has gone, and follows the one that takes its place', async () => {
    const first = target();
    holder().append(first);
    await page.pass();
    first.remove();
    await page.pass();
    expect(said(status)).to.equal('Not connected');
    holder().append(target());
    await page.pass();
    expect(said(status)).to.equal('Online');
  });

  it('stays with an element that is only moved', async () => {
    const element = target();
    holder().append(element);
    await page.pass();
    const { states } = listen(status);
    holder().prepend(element);
    await page.pass();
    expect(states).to.deep.equal([]);
    expect(said(status)).to.equal('Online');
  });

  it('looks in its own root before the document', async () => {
    const host = document.createElement('div');
    const root = host.attachShadow({ mode: 'open' });
    root.append(target(), status);
    document.body.append(host);
    await page.pass();
    expect(said(status)).to.equal('Online');
    host.remove();
  });

  it('shows the page again when the attribute is taken away', async () => {
    page.connect();
    await page.pass();
    expect(said(status)).to.equal('Not connected');
    status.removeAttribute('for');
    await page.pass();
    expect(said(status)).to.equal('Online');
  });

  it('asks for no token itself', async () => {
    status.topic = 'svc';
    await page.pass();
    expect(page.requests).to.have.length(0);
    expect(inside(status, '[part=bar]').checkVisibility()).to.equal(false);
  });

  it('watches the document only while the element is not there', async () => {
    const observed: string[] = [];
    const { observe, disconnect } = MutationObserver.prototype;
    MutationObserver.prototype.observe = function (...args) {
      observed.push('observe');
      return observe.apply(this, args);
    };
    MutationObserver.prototype.disconnect = function () {
      observed.push('disconnect');
      return disconnect.apply(this);
    };
    try {
      status.htmlFor = 'other';
      await page.pass();
      expect(observed.at(-1)).to.equal('observe');
      const other = target();
      other.id = 'other';
      holder().append(other);
      await page.pass();
      expect(observed.at(-1)).to.equal('disconnect');
    } finally {
      Object.assign(MutationObserver.prototype, { observe, disconnect });
    }
  });
});
