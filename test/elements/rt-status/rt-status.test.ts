import { loaded } from '../../helpers/loaded.js';
import { boxOf } from '../../helpers/box-of.js';
import { expect } from '@open-wc/testing';
import { TokenError } from '../../../src/protocol/errors.js';
import { inside, listen, newPage, openStatus, said, type Page } from './open-status.js';

let page: Page;
beforeEach(() => {
  page = newPage();
});

describe('<rt-status>', () => {
  it('starts with nothing asked of it', async () => {
    const status = await openStatus('');
    expect(status).to.include({ htmlFor: '', topic: '', valuePath: '', kind: 'text', room: '' });
    expect(status).to.include({ max: 100, label: '' });
  });

  it('takes the box that the loader keeps free for it', async () => {
    const status = await openStatus('');
    const placeholder = document.createElement('span');
    placeholder.setAttribute('style', boxOf('rt-status'));
    status.after(placeholder);
    const [mine, kept] = [getComputedStyle(status), getComputedStyle(placeholder)];
    expect(mine.display).to.equal(kept.display);
    expect(status.getBoundingClientRect().height).to.equal(
      placeholder.getBoundingClientRect().height,
    );
  });

  it('speaks through a polite live region that is there before its words', async () => {
    const status = await openStatus('');
    expect(inside(status, '[role=status]').textContent).to.contain('Not connected');
  });

  it('shows texts of the page’s own', async () => {
    const status = await openStatus('');
    status.strings = { 'status.idle': 'Nicht verbunden' };
    await status.updateComplete;
    expect(said(status)).to.equal('Nicht verbunden');
  });

  it('lets slots take the place of dot and label, not of the words', async () => {
    const status = await openStatus('label="Support"', {
      content: '<b slot="label">Help</b><b slot="icon">★</b>',
    });
    expect(said(status)).to.equal('Not connected');
    expect(inside(status, '[part=dot]').checkVisibility()).to.equal(false);
  });

  it('is accessible with and without a label', async () => {
    await expect(await openStatus('')).to.be.accessible();
    await expect(await openStatus('label="Support"')).to.be.accessible();
  });
});

describe('<rt-status> for the page', () => {
  it('is idle without connections, opens none and asks for no token', async () => {
    const status = await openStatus('token-endpoint="/token"');
    await page.pass(1000);
    expect(said(status)).to.equal('Not connected');
    expect(status.matches(':state(idle)')).to.equal(true);
    expect(page.pool.live.value).to.have.length(0);
    expect(page.requests).to.have.length(0);
  });

  it('follows what becomes of the page’s connections', async () => {
    const status = await openStatus('');
    const { states, errors } = listen(status);
    const lease = page.connect();
    await page.pass(0);
    expect(said(status)).to.equal('Connecting…');
    await page.pass(100);
    expect(said(status)).to.equal('Online');
    page.broker.stop({ forget: false });
    await page.pass(1);
    expect(said(status)).to.equal('Reconnecting…');
    await page.pass(20_000);
    expect(said(status)).to.equal('Offline');
    page.broker.start();
    await page.pass(20_000);
    lease.release();
    await page.pass();
    expect(said(status)).to.equal('Not connected');
    expect(states).to.deep.equal([
      'connecting',
      'online',
      'reconnecting',
      'offline',
      'online',
      'idle',
    ]);
    expect(errors, 'the element that connects reports them').to.deep.equal([]);
  });

  it('shows the worst of several', async () => {
    const status = await openStatus('');
    page.connect();
    page.connect(() => Promise.reject(new TokenError('token/http-status', { status: 403 })));
    await page.pass(1000);
    expect(said(status)).to.equal('Not available');
    expect(status.matches(':state(error)')).to.equal(true);
    await expect(status).to.be.accessible();
  });

  it('goes on after it was moved', async () => {
    const status = await openStatus('');
    const { states } = listen(status);
    page.connect();
    await page.pass();
    document.body.append(status);
    await page.pass();
    page.broker.stop({ forget: false });
    await page.pass(1);
    expect(states).to.deep.equal(['connecting', 'online', 'reconnecting']);
    status.remove();
  });

  it('hears nothing after it was removed', async () => {
    const status = await openStatus('');
    page.connect();
    await page.pass();
    status.remove();
    await page.pass();
    const { states } = listen(status);
    page.broker.stop({ forget: false });
    await page.pass(20_000);
    expect(states).to.deep.equal([]);
    expect(status.connectionState).to.equal('idle');
  });
});

describe('<rt-status> for a room', () => {
  const here = (sid: string, user: string): void =>
    page.broker.put(
      `chat/lobby/presence/${sid}`,
      JSON.stringify({ user, state: 'here', since: 1 }),
      true,
    );

  it('counts the people who are there, in words', async () => {
    here('s1', 'ada');
    const status = await openStatus('room="lobby"');
    await page.pass();
    await loaded(import('../../../src/core/chat/people-chunk.js'));
    await page.pass();
    expect(said(status)).to.equal('1 person here');
    here('s2', 'bob');
    here('s3', 'bob');
    await page.pass();
    expect(said(status)).to.equal('2 people here');
    expect(page.requests[0]).to.include({ purpose: 'status', room: 'lobby' });
    await expect(status).to.be.accessible();
  });

  it('says that it counts nobody only once it can know', async () => {
    const status = await openStatus('room="lobby"');
    expect(said(status)).to.equal('Connecting…');
    await page.pass();
    await loaded(import('../../../src/core/chat/people-chunk.js'));
    await page.pass();
    expect(said(status)).to.equal('0 people here');
  });

  it('says what is wrong with a room’s name, once', async () => {
    const status = await openStatus('');
    const { errors } = listen(status);
    status.room = 'a/#';
    await page.pass();
    status.requestUpdate();
    await page.pass();
    expect(said(status)).to.equal('The room "a/#" cannot be used in a topic.');
    expect(status.connectionState).to.equal('error');
    expect(errors.map(({ code }) => code)).to.deep.equal(['config/bad-attribute']);
    expect(page.requests).to.have.length(0);
  });

  it('leaves nothing behind', async () => {
    await openStatus('room="lobby"');
    page.broker.put('chat/lobby/presence/s1', '{"user":"ada"}', true, 3600);
    await page.pass();
    expect(await page.leftovers()).to.deep.equal({
      connections: 0,
      pooled: 0,
      wakers: 0,
      timers: 0,
    });
  });
});
