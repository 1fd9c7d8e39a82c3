import { expect, waitUntil } from '@open-wc/testing';
import { TokenError } from '../../../src/protocol/errors.js';
import {
  inPhase,
  inside,
  listen,
  newCallPage,
  openElement,
  ring,
  tasks,
  type CallPage,
} from './open-element.js';

let page: CallPage;
beforeEach(() => (page = newCallPage()));

describe('<rt-call>, being called', () => {
  it('keeps a line, and says so', async () => {
    const call = await openElement('incoming');
    await waitUntil(() => call.connectionState === 'online');
    await call.updateComplete;
    expect(inside(call, '[part=reach]').textContent).to.equal('You can be called here.');
    expect(call.statusText).to.equal('You can be called here.');
    expect(call.matches(':state(reachable)')).to.equal(true);
    expect(page.service.client.options.reachable).to.equal(true);
    expect(call.phase).to.equal('idle');
  });

  it('gives the line up when it is told to, and keeps it again', async () => {
    const call = await openElement('incoming');
    await waitUntil(() => call.connectionState === 'online');
    call.incoming = false;
    await waitUntil(() => page.service.alive.clients === 0);
    await call.updateComplete;
    expect(inside(call, '[part=reach]').textContent).to.equal('');
    expect(call.connectionState).to.equal('idle');
    call.incoming = true;
    await waitUntil(() => call.connectionState === 'online');
  });

  it('gives the line up off the page, and keeps it again when it is back', async () => {
    const call = await openElement('incoming');
    await waitUntil(() => call.connectionState === 'online');
    const parent = call.parentElement;
    call.remove();
    await waitUntil(() => page.service.alive.clients === 0);
    parent?.append(call);
    await waitUntil(() => call.connectionState === 'online');
  });

  it('keeps no line where it was removed while its code was under way', async () => {
    const call = await openElement('incoming');
    call.remove();
    await tasks();
    expect(page.service.alive.clients).to.equal(0);
    expect(call.connectionState).to.equal('idle');
  });

  it('keeps its line when it is moved', async () => {
    const call = await openElement('incoming');
    await waitUntil(() => call.connectionState === 'online');
    call.parentElement?.prepend(call);
    await tasks();
    expect(page.service.clients).to.have.length(1);
    expect(page.service.alive.clients).to.equal(1);
  });

  it('rings, and is answered', async () => {
    const call = await openElement('incoming');
    const heard = listen(call);
    const incoming = await ring(call);
    expect(inside(call, '[part=panel]').getAttribute('role')).to.equal('alertdialog');
    expect(call.statusText).to.equal('Grace is calling');
    const done = call.answer();
    await waitUntil(() => incoming.session !== undefined);
    incoming.session?.go({ status: 'connected' });
    await done;
    expect(heard.filter((what) => !what.includes('>'))).to.deep.equal([
      'incoming Grace with video',
      'start inbound /private/grace',
    ]);
    await call.hangup();
  });

  it('declines', async () => {
    const call = await openElement('incoming');
    const heard = listen(call);
    const incoming = await ring(call, false);
    await call.reject();
    expect(incoming.rejected).to.equal(1);
    expect(heard).to.include.members(['incoming Grace without video', 'end declined']);
  });

  it('rings no longer when the caller gives up', async () => {
    const call = await openElement('incoming');
    const heard = listen(call);
    const incoming = await ring(call);
    incoming.cancel();
    await inPhase(call, 'ended');
    expect(heard.at(-1)).to.equal('end canceled');
  });

  it('answers by itself where it is told to', async () => {
    const call = await openElement('incoming auto-answer');
    await waitUntil(() => call.connectionState === 'online');
    const incoming = page.service.client.ring();
    await waitUntil(() => incoming.session !== undefined);
    incoming.session?.go({ status: 'connected' });
    await inPhase(call, 'connected');
    await call.hangup();
  });

  it('declines when it is removed while it rings', async () => {
    const call = await openElement('incoming');
    const incoming = await ring(call);
    call.remove();
    await waitUntil(() => page.service.alive.clients === 0);
    expect(incoming.rejected).to.equal(1);
    expect(call.phase).to.equal('idle');
  });

  it('tells the page once why it cannot be called', async () => {
    const call = await openElement('incoming');
    // Not one that is tried again: that takes its time.
    const refusal = new TokenError('token/http-status', { status: 401 });
    call.getToken = () => Promise.reject(refusal);
    const heard = listen(call);
    call.incoming = false;
    await call.updateComplete;
    call.incoming = true;
    await waitUntil(() => heard.some((what) => what.startsWith('error')));
    await tasks();
    expect(heard.filter((what) => what.startsWith('error'))).to.have.length(1);
    expect(call.matches(':state(reachable)')).to.equal(false);
  });
});
