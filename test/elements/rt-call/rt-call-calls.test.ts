import { expect, waitUntil } from '@open-wc/testing';
import type { RtCall } from '../../../src/elements/rt-call/rt-call.js';
import { liveList } from '../../../src/core/live-list.js';
import type { RtError } from '../../../src/protocol/errors.js';
import {
  connect,
  inPhase,
  inside,
  listen,
  makeElement,
  newCallPage,
  openElement,
  tasks,
  type CallPage,
} from './open-element.js';

let page: CallPage;
beforeEach(() => (page = newCallPage()));

const echo = 'destination="/public/echo"';

const failure = async (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (error: unknown) => (error as RtError).code,
  );

/** The part that has the focus. */
const focusOf = (call: RtCall): string | null | undefined =>
  call.shadowRoot?.activeElement?.getAttribute('part');

const named = (call: RtCall, name: string): HTMLElement => {
  const found = [...(call.shadowRoot?.querySelectorAll<HTMLElement>('.screen button') ?? [])].find(
    (one) => (one.getAttribute('aria-label') ?? one.textContent?.trim()) === name,
  );
  if (!found) throw new Error(`There is no button ${name}.`);
  return found;
};

describe('<rt-call>, calling', () => {
  it('goes through a call, and tells the page of each step once', async () => {
    const call = await openElement(echo);
    const heard = listen(call);
    await connect(call);
    expect(call.connectionState).to.equal('online');
    page.service.session.finish({ reason: 'remote-hangup' });
    await inPhase(call, 'ended');
    expect(heard).to.deep.equal([
      'before /public/echo',
      'idle > preparing',
      'preparing > dialing',
      'dialing > connected',
      'start outbound /public/echo',
      'connected > ended',
      'end remote-hangup',
    ]);
    expect(page.requests).to.have.length(1);
    expect(page.requests[0]).to.include({ purpose: 'call', destination: '/public/echo' });
  });

  it('says what it does in words and as a state for CSS', async () => {
    const call = await openElement(echo);
    await connect(call);
    await call.updateComplete;
    expect(call.statusText).to.equal('Connected');
    expect(call.matches(':state(connected)')).to.equal(true);
    await call.hangup();
    await call.updateComplete;
    expect(call.matches(':state(connected)')).to.equal(false);
    expect(call.matches(':state(ended)')).to.equal(true);
    expect(call.statusText).to.equal('Call ended');
  });

  it('says at once that it opens, before its code is there', async () => {
    const call = await openElement(echo);
    inside(call, '[part=trigger]').click();
    expect(call.phase).to.equal('preparing');
    await call.updateComplete;
    const trigger = inside(call, '[part=trigger]');
    expect(trigger.textContent).to.equal('Opening…');
    expect(trigger.ariaBusy).to.equal('true');
    await inPhase(call, 'dialing');
    expect(trigger.ariaBusy).to.equal('false');
    await call.hangup();
  });

  it('takes a second click for a way to the call that is there', async () => {
    const call = await openElement(echo);
    const trigger = inside(call, '[part=trigger]');
    trigger.click();
    trigger.click();
    await inPhase(call, 'dialing');
    trigger.click();
    await waitUntil(() => page.service.sessions.length > 0);
    await tasks();
    expect(page.service.sessions).to.have.length(1);
    expect(focusOf(call)).to.equal('panel');
    await call.hangup();
  });

  it('calls nobody where a listener says no', async () => {
    const call = await openElement(echo);
    call.addEventListener('rt-before-call', (event) => event.preventDefault());
    await call.dial();
    expect(call.phase).to.equal('idle');
    expect(page.requests).to.deep.equal([]);
  });

  it('calls whom a listener names instead', async () => {
    const call = await openElement(echo);
    call.addEventListener('rt-before-call', ({ detail }) => (detail.destination = '/public/agent'));
    await connect(call);
    expect(page.service.session.options?.destination).to.equal('/public/agent');
    await call.hangup();
  });

  it('calls whom dial() names rather than the attribute', async () => {
    const call = await openElement(echo);
    const done = call.dial('/private/ben');
    await waitUntil(() => page.service.sessions.length > 0);
    expect(page.service.session.options?.destination).to.equal('/private/ben');
    await call.hangup();
    await done;
  });

  it('hands the page’s variables to the far end', async () => {
    const call = await openElement(`${echo} user-variables='{"order":"7"}'`);
    await connect(call);
    expect(page.service.session.options?.userVariables).to.deep.equal({ order: '7' });
    await call.hangup();
  });

  it('names what is wrong with its attributes', async () => {
    const call = await openElement();
    expect(await failure(call.dial())).to.equal('config/missing-attribute');
    call.destination = '/public/echo';
    call.userVariables = '[1]';
    expect(await failure(call.dial())).to.equal('config/bad-attribute');
    expect(call.phase).to.equal('idle');
  });

  it('tells the page what a click could not do, for nobody else waits for it', async () => {
    const call = await openElement(echo);
    call.userVariables = '{';
    const heard = listen(call);
    inside(call, '[part=trigger]').click();
    await waitUntil(() => heard.length > 0);
    expect(heard).to.deep.equal(['error config/bad-attribute']);
  });

  it('wants a host with an embed token', async () => {
    const call = await openElement(`${echo} embed-token="c2c_x"`);
    expect(await failure(call.dial())).to.equal('config/missing-attribute');
  });

  it('refuses a second call, and lets the first go on', async () => {
    const call = await openElement(echo);
    await connect(call);
    expect(await failure(call.dial('/public/agent'))).to.equal('call/in-call');
    expect(call.phase).to.equal('connected');
    await call.hangup();
  });

  it('hands what one does in a call to the call', async () => {
    const call = await openElement(echo);
    await connect(call);
    await call.sendDigits('12#');
    await call.shareScreen();
    await call.shareScreen(false);
    expect(page.service.session.done).to.include.members([
      'digits 12#',
      'share true',
      'share false',
    ]);
    await call.hangup();
  });

  it('refuses without a call what needs one', async () => {
    const call = await openElement(echo);
    const all = [
      call.sendDigits('1'),
      call.shareScreen(),
      call.setMuted('audio', true),
      call.answer(),
    ];
    expect(await Promise.all(all.map(failure))).to.deep.equal(Array(4).fill('call/no-call'));
    await call.reject();
    await call.hangup();
    expect(call.phase).to.equal('idle');
  });

  it('calls as soon as it is made and put on the page', async () => {
    const call = makeElement(echo);
    document.body.append(call);
    await connect(call);
    expect(call.phase).to.equal('connected');
    call.remove();
  });

  it('refuses to call from off the page', async () => {
    expect(await failure(makeElement(echo).dial())).to.equal('call/failed');
  });

  it('calls nobody after it was hung up while its code was under way', async () => {
    const call = await openElement(echo);
    const done = call.dial();
    await call.hangup();
    expect(await failure(done)).to.equal(undefined);
    expect(call.phase).to.equal('idle');
    expect(page.service.sessions).to.deep.equal([]);
    expect(page.requests).to.deep.equal([]);
  });

  it('calls nobody after it was removed while its code was under way', async () => {
    const call = await openElement(echo);
    const done = call.dial();
    call.remove();
    expect(await failure(done)).to.equal(undefined);
    await tasks();
    expect(page.service.alive).to.deep.equal({ sessions: 0, clients: 0, ringing: 0 });
    expect(call.phase).to.equal('idle');
  });

  it('keeps a call that is moved on the page', async () => {
    const call = await openElement(echo);
    await connect(call);
    const heard = listen(call);
    call.parentElement?.prepend(call);
    await tasks();
    expect(call.phase).to.equal('connected');
    expect(inside(call, '[part=panel]').checkVisibility()).to.equal(true);
    expect(heard).to.deep.equal([]);
    await call.hangup();
  });

  it('hangs up when it is removed, and is ready to call again when it is back', async () => {
    const call = await openElement(echo);
    await connect(call);
    const parent = call.parentElement;
    call.remove();
    await inPhase(call, 'idle');
    await waitUntil(() => page.service.alive.clients === 0);
    expect(page.service.alive).to.deep.equal({ sessions: 0, clients: 0, ringing: 0 });
    parent?.append(call);
    await connect(call);
    expect(call.phase).to.equal('connected');
    await call.hangup();
  });

  it('is among what is live on the page while there is something to tell', async () => {
    const before = liveList.value.length;
    const call = await openElement(echo);
    await connect(call);
    expect(liveList.value).to.have.length(before + 1);
    await call.hangup();
    await waitUntil(() => liveList.value.length === before);
  });

  it('gives the focus back to its button when the call is put away', async () => {
    const call = await openElement(echo);
    inside(call, '[part=trigger]').focus();
    await connect(call);
    expect(focusOf(call)).to.equal('panel');
    await call.hangup();
    await inPhase(call, 'ended');
    named(call, 'Close').click();
    expect(call.phase).to.equal('idle');
    await call.updateComplete;
    expect(focusOf(call)).to.equal('trigger');
  });

  it('shows a call in its own box, in place of its button', async () => {
    const call = await openElement(`${echo} mode="inline"`);
    const { height } = call.getBoundingClientRect();
    await connect(call);
    await call.updateComplete;
    expect(inside(call, '[part=trigger]').checkVisibility()).to.equal(false);
    expect(call.getBoundingClientRect().height).to.equal(height);
    expect(inside(call, '[part=panel]').getBoundingClientRect().height).to.equal(height - 2);
    await call.hangup();
  });

  it('asks for the page’s own texts in a call too', async () => {
    const call = await openElement(echo);
    call.strings = { 'call.hangup': 'Auflegen' };
    await connect(call);
    expect(named(call, 'Auflegen').checkVisibility()).to.equal(true);
    await call.hangup();
  });

  it('asks for nothing but code when one comes near, of the provider that is named', async () => {
    const call = await openElement(`${echo} provider="mine"`);
    const button = inside(call, '.idle');
    for (const type of ['pointerenter', 'pointerdown']) button.dispatchEvent(new Event(type));
    inside(call, '[part=trigger]').focus();
    expect([...new Set(page.loaded)]).to.deep.equal(['mine']);
    await tasks();
    expect(page.requests).to.deep.equal([]);
    expect(call.phase).to.equal('idle');
  });
});
