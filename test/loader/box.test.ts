import { expect, fixture, html } from '@open-wc/testing';
import { giveBox } from '../../src/loader/box.js';

const boxed = async (template: ReturnType<typeof html>) => {
  const element = await fixture<HTMLElement>(template);
  giveBox(element);
  return element;
};

describe('the box of a tag that is not loaded yet', () => {
  it('is as high as a chat will be', async () => {
    const chat = await boxed(html`<rt-chat></rt-chat>`);
    expect(getComputedStyle(chat).display).to.equal('block');
    expect(chat.offsetHeight).to.equal(512);
  });

  it('follows the property that sets a chat’s height', async () => {
    const chat = await boxed(html`<rt-chat style="--rt-height: 200px"></rt-chat>`);
    expect(chat.offsetHeight).to.equal(200);
  });

  it('gives way to the page’s own rules', async () => {
    const style = document.createElement('style');
    style.textContent = 'rt-chat { block-size: 123px }';
    document.head.append(style);
    const chat = await boxed(html`<rt-chat></rt-chat>`);
    expect(chat.offsetHeight).to.equal(123);
    style.remove();
  });

  it('keeps a hidden tag hidden', async () => {
    const chat = await boxed(html`<rt-chat hidden></rt-chat>`);
    expect(getComputedStyle(chat).display).to.equal('none');
  });

  it('lets a status run along in a line of text', async () => {
    const status = await boxed(html`<rt-status></rt-status>`);
    expect(getComputedStyle(status).display).to.equal('inline-flex');
    expect(status.offsetHeight).to.equal(24);
  });

  it('is as high as a call’s button will be', async () => {
    const call = await boxed(html`<rt-call></rt-call>`);
    expect(getComputedStyle(call).display).to.equal('inline-flex');
    expect(call.offsetHeight).to.equal(48);
  });

  it('is as high as a call in its own box will be, or as the page says', async () => {
    const call = await boxed(html`<rt-call mode="inline"></rt-call>`);
    expect(getComputedStyle(call).display).to.equal('block');
    expect(call.offsetHeight).to.equal(512);
    call.style.setProperty('--rt-height', '200px');
    expect(call.offsetHeight).to.equal(200);
  });

  it('keeps a hidden call in its own box hidden', async () => {
    const call = await boxed(html`<rt-call mode="inline" hidden></rt-call>`);
    expect(getComputedStyle(call).display).to.equal('none');
  });

  it('is given to a shadow root that the server has sent, whose content stays', async () => {
    const chat = await fixture<HTMLElement>(html`<rt-chat></rt-chat>`);
    const root = chat.attachShadow({ mode: 'open' });
    root.append('Loading…');
    giveBox(chat);
    expect(chat.offsetHeight).to.equal(512);
    expect(root.textContent).to.equal('Loading…');
  });
});
