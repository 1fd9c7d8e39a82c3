import { expect } from '@open-wc/testing';
import { CallError } from '../../../src/protocol/call-error.js';
import { both, openPhone, watch } from './open-phone.js';

const nothing = { sessions: 0, clients: 1, ringing: 0 };

/** A phone that somebody calls. */
const ringing = async (video = true) => {
  const opened = openPhone();
  await opened.listen();
  const incoming = opened.service.client.ring(video);
  return { ...opened, incoming };
};

describe('Phone, called', () => {
  it('opens a line that calls can come in on, and says so', async () => {
    const { phone, service, requests, listen } = openPhone();
    await listen();
    expect(phone.state.value).to.include({ line: 'online', phase: 'idle' });
    expect(service.client.options.reachable).to.equal(true);
    expect(requests).to.deep.equal([{ purpose: 'call', user: 'ada' }]);
  });

  it('rings, says who calls, and asks for no device', async () => {
    const { phone, media } = await ringing(false);
    expect(phone.state.value).to.deep.include({
      phase: 'incoming',
      direction: 'inbound',
      peer: { name: 'Grace', address: '/private/grace' },
      videoOffered: false,
    });
    expect(media.asked).to.deep.equal([]);
  });

  it('takes the call, with what the visitor wishes', async () => {
    const { phone, clock, incoming, phases } = await ringing();
    const outcome = watch(phone.answer({ ...both, video: false }));
    await clock.advance(0);
    expect(incoming.session?.media.video).to.equal(undefined);
    expect(incoming.session?.media.audio).to.equal(phone.state.value.media.audio);
    expect(incoming.session?.media.receiveVideo).to.equal(false);
    incoming.session?.go({ status: 'connected' });
    await clock.advance(0);
    expect(outcome).to.deep.equal({ done: true });
    expect(phases).to.deep.equal(['idle', 'incoming', 'preparing', 'connecting', 'connected']);
    await clock.advance(120_000);
    expect(phone.state.value.phase).to.equal('connected');
  });

  it('keeps the line after the call', async () => {
    const { phone, clock, incoming, service } = await ringing();
    void phone.answer(both);
    await clock.advance(0);
    incoming.session?.go({ status: 'connected' });
    await phone.hangup();
    await clock.advance(0);
    expect(service.alive).to.deep.equal(nothing);
    expect(service.clients).to.have.length(1);
    expect(phone.state.value.line).to.equal('online');
    service.client.ring();
    expect(phone.state.value.phase).to.equal('incoming');
  });

  it('calls out on the same line', async () => {
    const { phone, connect, service, listen } = openPhone();
    await listen();
    await connect();
    expect(service.clients).to.have.length(1);
    await phone.hangup();
    expect(service.client.disposed).to.equal(false);
  });

  it('declines', async () => {
    const { phone, incoming, phases } = await ringing();
    await phone.reject();
    expect(incoming.rejected).to.equal(1);
    expect(phone.state.value.end).to.deep.equal({
      reason: 'declined',
      error: undefined,
      duration: 0,
    });
    expect(phases.at(-1)).to.equal('ended');
  });

  it('declines where it is hung up', async () => {
    const { phone, incoming } = await ringing();
    await phone.hangup();
    expect(incoming.rejected).to.equal(1);
    expect(phone.state.value.end?.reason).to.equal('declined');
  });

  it('stops ringing after 45 s, and that is no error', async () => {
    const { phone, clock, incoming } = await ringing();
    expect(phone.state.value.ringsUntil).to.equal(clock.now() + 45_000);
    await clock.advance(44_999);
    expect(phone.state.value.phase).to.equal('incoming');
    await clock.advance(1);
    expect(phone.state.value.phase).to.equal('ended');
    expect(phone.state.value.end).to.include({ reason: 'no-answer', error: undefined });
    expect(incoming.ringing).to.equal(false);
  });

  it('stops ringing when the caller gives up, and tells nobody', async () => {
    const { phone, clock, incoming } = await ringing();
    incoming.cancel();
    await clock.advance(0);
    expect(phone.state.value.end).to.include({ reason: 'canceled', error: undefined });
    expect(incoming.rejected).to.equal(0);
  });

  it('rejects an answer that the caller did not wait for', async () => {
    const { phone, clock, incoming, media } = await ringing();
    media.hold();
    const outcome = watch(phone.answer(both));
    await clock.advance(0);
    incoming.cancel();
    await clock.advance(0);
    expect(outcome.error?.code).to.equal('call/failed');
    expect(phone.state.value.end?.reason).to.equal('canceled');
    media.release();
    await clock.advance(0);
    expect(media.live).to.deep.equal([]);
  });

  it('tells the caller where the devices are denied', async () => {
    const { phone, clock, incoming, media } = await ringing();
    media.denied = ['audio', 'video'];
    const outcome = watch(phone.answer(both));
    await clock.advance(0);
    expect(outcome.error?.code).to.equal('media/permission-denied');
    expect(incoming.rejected).to.equal(1);
    expect(phone.state.value.end?.error?.code).to.equal('media/permission-denied');
  });

  it('is hung up while it is being answered', async () => {
    const { phone, clock, incoming, media, service } = await ringing();
    incoming.slow = new Promise(() => {});
    const outcome = watch(phone.answer(both));
    await clock.advance(0);
    expect(media.live).to.have.length(2);
    await phone.hangup();
    await clock.advance(0);
    expect(outcome).to.deep.equal({ done: true });
    expect(media.live).to.deep.equal([]);
    expect(service.alive).to.deep.equal(nothing);
  });

  it('says what went wrong while it was being answered', async () => {
    const { phone, clock, incoming } = await ringing();
    incoming.slow = Promise.reject(new CallError('call/failed'));
    const outcome = watch(phone.answer(both));
    await clock.advance(0);
    expect(outcome.error?.code).to.equal('call/failed');
    expect(phone.state.value.end?.reason).to.equal('failed');
  });

  it('is busy for a second caller, and the visitor hears nothing of it', async () => {
    const { phone, incoming, service } = await ringing();
    const before = phone.state.value;
    const second = service.client.ring();
    expect(second.rejected).to.equal(1);
    expect(phone.state.value).to.equal(before);
    expect(incoming.ringing).to.equal(true);
  });

  it('is answered at once by whoever hears of it first', async () => {
    const { phone, clock, service, listen } = openPhone();
    await listen();
    phone.state.subscribe(({ phase }) => {
      if (phase === 'incoming') void phone.answer(both);
    });
    const incoming = service.client.ring();
    await clock.advance(0);
    incoming.session?.go({ status: 'connected' });
    expect(phone.state.value.phase).to.equal('connected');
  });

  it('takes no other call in the meantime', async () => {
    const { phone, clock } = await ringing();
    const outcome = watch(phone.dial('/public/echo', both));
    await clock.advance(0);
    expect(outcome.error?.code).to.equal('call/in-call');
    expect(phone.state.value.phase).to.equal('incoming');
  });

  it('rings in the middle of a check, and keeps its camera', async () => {
    const { phone, clock, service, listen, media } = openPhone();
    await listen();
    await phone.check(both);
    const incoming = service.client.ring();
    expect(phone.state.value.phase).to.equal('incoming');
    void phone.answer(both);
    await clock.advance(0);
    incoming.session?.go({ status: 'connected' });
    expect(media.asked).to.have.length(1);
    expect(phone.state.value.phase).to.equal('connected');
  });

  it('is reachable no longer once it need not be', async () => {
    const { phone, clock, service, listen, wakers } = openPhone();
    await listen();
    phone.listen(false);
    await clock.advance(0);
    expect(service.alive.clients).to.equal(0);
    expect(service.client.listeners).to.equal(0);
    expect(phone.state.value.line).to.equal('off');
    expect(clock.armed).to.equal(0);
    expect(wakers.size).to.equal(0);
  });

  it('goes on with a call when it need not be reachable any more', async () => {
    const { phone, clock, service, listen, connect } = openPhone();
    await listen();
    await connect();
    phone.listen(false);
    await clock.advance(0);
    expect(phone.state.value.phase).to.equal('connected');
    expect(service.client.disposed).to.equal(false);
    await phone.hangup();
    expect(service.client.disposed).to.equal(true);
  });

  it('becomes reachable after a call on a line that is not', async () => {
    const { phone, clock, service, connect } = openPhone();
    await connect();
    phone.listen(true);
    await clock.advance(0);
    expect(service.clients).to.have.length(1);
    await phone.hangup();
    await clock.advance(0);
    expect(
      service.clients.map(({ options, disposed }) => [options.reachable, disposed]),
    ).to.deep.equal([
      [false, true],
      [true, false],
    ]);
  });
});
