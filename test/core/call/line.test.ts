import { expect } from '@open-wc/testing';
import { ConnectionError, RtError, TokenError } from '../../../src/protocol/errors.js';
import type { TokenRequest } from '../../../src/protocol/grant.js';
import { both, openPhone, secret, watch } from './open-phone.js';

const minute = 60_000;

/** A route whose tokens live for so long, and are to be renewed at half of it. */
const shortLived = (life = 2 * minute) => {
  const opened = openPhone((_request, count) => ({
    token: `${secret}-${count}`,
    tokenId: `id-${count}`,
    expiresAt: opened.clock.now() + life,
    refreshAt: opened.clock.now() + life / 2,
  }));
  return opened;
};

const lines = (opened: ReturnType<typeof openPhone>): string[] => {
  const seen: string[] = [];
  opened.phone.state.subscribe(({ line }) => {
    if (seen.at(-1) !== line) seen.push(line);
  });
  return seen;
};

describe('Phone, its line', () => {
  describe('being reachable', () => {
    it('comes back with a fresh token when the line is lost', async () => {
      const opened = openPhone();
      const { clock, service, requests, listen } = opened;
      const seen = lines(opened);
      await listen();
      service.client.break(new ConnectionError('connection/lost', { retryable: true }));
      await clock.advance(5_000);
      expect(seen).to.deep.equal(['connecting', 'online', 'reconnecting', 'online']);
      expect(service.clients).to.have.length(2);
      expect(requests).to.have.length(2);
      expect(service.clients.map(({ disposed }) => disposed)).to.deep.equal([true, false]);
    });

    it('hears calls on the new line, once each', async () => {
      const { phone, clock, service, listen } = openPhone();
      await listen();
      const [first] = service.clients;
      first?.break(undefined);
      await clock.advance(5_000);
      expect(first?.listeners).to.equal(0);
      service.client.ring();
      expect(phone.state.value.phase).to.equal('incoming');
    });

    it('tries again, longer and longer, but never gives up', async () => {
      const { phone, clock, service, listen } = openPhone();
      const down = new ConnectionError('connection/unreachable', { retryable: true });
      for (let i = 0; i < 50; i += 1) service.refusals.push(down);
      await listen();
      expect(phone.state.value).to.include({ line: 'offline', lineError: down });
      await clock.advance(60_000);
      const tries = 50 - service.refusals.length;
      expect(tries).to.be.within(20, 40);
      service.refusals.length = 0;
      await clock.advance(5_000);
      expect(phone.state.value).to.include({ line: 'online', lineError: undefined });
    });

    it('says a problem once, however often it meets it', async () => {
      const { phone, clock, service, listen } = openPhone();
      const errors = new Set<RtError | undefined>();
      phone.state.subscribe(({ lineError }) => errors.add(lineError));
      for (let i = 0; i < 50; i += 1) {
        service.refusals.push(new ConnectionError('connection/unreachable', { retryable: true }));
      }
      await listen();
      await clock.advance(30_000);
      expect([...errors].filter((error) => error)).to.have.length(1);
    });

    it('waits as long as the service says', async () => {
      const { clock, service, listen } = openPhone();
      const later = { retryable: true, retryAfter: 30_000 };
      service.refusals.push(new ConnectionError('connection/unreachable', later));
      await listen();
      await clock.advance(29_999);
      expect(service.clients).to.have.length(0);
      await clock.advance(1);
      expect(service.clients).to.have.length(1);
    });

    it('tries at once when the network is back', async () => {
      const { clock, service, listen, wake } = openPhone();
      const later = { retryable: true, retryAfter: 30_000 };
      service.refusals.push(new ConnectionError('connection/unreachable', later));
      await listen();
      wake();
      wake();
      await clock.advance(0);
      expect(service.clients).to.have.length(1);
      wake();
      await clock.advance(60_000);
      expect(service.clients).to.have.length(1);
    });

    it('stops where trying again can’t help, until it is asked anew', async () => {
      let signedIn = false;
      const opened = openPhone(() => {
        if (signedIn) return { token: secret };
        throw new TokenError('token/http-status', { status: 401 });
      });
      const { phone, clock, listen, requests } = opened;
      await listen();
      expect(phone.state.value.line).to.equal('error');
      expect(phone.state.value.lineError?.code).to.equal('token/http-status');
      await clock.advance(10 * minute);
      expect(requests).to.have.length(1);
      expect(clock.armed).to.equal(0);
      signedIn = true;
      phone.listen(false);
      await listen();
      expect(phone.state.value).to.include({ line: 'online', lineError: undefined });
    });

    it('says that attributes are missing', async () => {
      const { phone, clock, listen, account } = openPhone();
      account.problem = new RtError('config/missing-attribute');
      await listen();
      expect(phone.state.value).to.include({ line: 'error', lineError: account.problem });
      expect(clock.armed).to.equal(0);
    });

    it('shows the gaps that the provider bridges by itself', async () => {
      const opened = openPhone();
      const { service, listen } = opened;
      const seen = lines(opened);
      await listen();
      service.client.state.set('reconnecting');
      service.client.state.set('online');
      expect(seen).to.deep.equal(['connecting', 'online', 'reconnecting', 'online']);
    });

    it('gives a line back that comes when nobody wants it any more', async () => {
      const { phone, clock, service, listen } = openPhone();
      let open = (): void => undefined;
      service.connecting = new Promise<void>((resolve) => (open = resolve));
      await listen();
      phone.listen(false);
      open();
      await clock.advance(0);
      expect(service.alive.clients).to.equal(0);
      expect(phone.state.value.line).to.equal('off');
    });

    describe('wished for during a call that was placed without', () => {
      const placed = (opened = openPhone()) => {
        const { phone, clock, service } = opened;
        const lose = async (): Promise<void> => {
          service.client.break(new ConnectionError('connection/lost', { retryable: true }));
          await clock.advance(0);
        };
        const endCall = async (): Promise<void> => {
          expect(phone.state.value).to.include({ phase: 'connected', line: 'error' });
          await phone.hangup();
          await clock.advance(0);
        };
        const expectReachable = (): void => {
          expect(phone.state.value).to.include({ line: 'online', lineError: undefined });
          expect(service.alive.clients).to.equal(1);
          service.client.ring();
          expect(phone.state.value.phase).to.equal('incoming');
        };
        return { ...opened, lose, endCall, expectReachable };
      };

      it('comes with the end of the call, though its line was lost meanwhile', async () => {
        const { connect, listen, lose, endCall, expectReachable } = placed();
        await connect();
        await listen();
        await lose();
        await endCall();
        expectReachable();
      });

      it('comes with the end of the call, though its line had been lost before', async () => {
        const { connect, listen, lose, endCall, expectReachable } = placed();
        await connect();
        await lose();
        await listen();
        await endCall();
        expectReachable();
      });

      it('comes with the end of the call, though its token was not renewed', async () => {
        const opened = placed(shortLived());
        const { clock, service, connect, listen, endCall, expectReachable } = opened;
        await connect();
        await listen();
        const refused = new TokenError('token/refused');
        service.client.refusals.push(refused, refused);
        await clock.advance(minute + 5_000);
        await endCall();
        expectReachable();
      });
    });

    it('stays stopped where a call meanwhile can’t be placed either', async () => {
      const { phone, clock, listen, requests } = openPhone(() => {
        throw new TokenError('token/http-status', { status: 401 });
      });
      await listen();
      const call = watch(phone.dial('/public/echo', both));
      await clock.advance(10 * minute);
      expect(call.error?.code).to.equal('token/http-status');
      expect(requests).to.have.length(2);
      expect(phone.state.value.line).to.equal('error');
      expect(clock.armed).to.equal(0);
    });

    it('has a call come over the gap of its line', async () => {
      const { phone, clock, service, listen, connect } = openPhone();
      await listen();
      await connect();
      service.client.break(new ConnectionError('connection/lost', { retryable: true }));
      await clock.advance(5_000);
      expect(phone.state.value).to.include({ phase: 'connected', line: 'online' });
      await phone.hangup();
      expect(service.client.disposed).to.equal(false);
    });
  });

  describe('renewing', () => {
    it('renews at the time that the grant says, again and again', async () => {
      const { phone, clock, service, requests, connect } = shortLived();
      await connect();
      await clock.advance(minute - 1);
      expect(requests).to.have.length(1);
      await clock.advance(1);
      expect(requests).to.have.length(2);
      await clock.advance(2 * minute);
      expect(service.clients).to.have.length(1);
      expect(service.client.renewals.map(({ token }) => token)).to.deep.equal([
        `${secret}-2`,
        `${secret}-3`,
        `${secret}-4`,
      ]);
      expect(phone.state.value).to.include({ phase: 'connected', line: 'online' });
    });

    it('says which token the new one replaces', async () => {
      const { clock, requests, connect } = shortLived();
      await connect();
      await clock.advance(2 * minute);
      expect(requests.map(({ refresh }: TokenRequest) => refresh)).to.deep.equal([
        undefined,
        { tokenId: 'id-1' },
        { tokenId: 'id-2' },
      ]);
      expect(requests.map(({ destination }) => destination)).to.deep.equal([
        '/public/echo',
        '/public/echo',
        '/public/echo',
      ]);
    });

    it('renews nothing after the call', async () => {
      const { phone, clock, connect, requests } = shortLived();
      await connect();
      await phone.hangup();
      await clock.advance(10 * minute);
      expect(requests).to.have.length(1);
      expect(clock.armed).to.equal(0);
    });

    it('asks once more where the service refuses the new token', async () => {
      const { phone, clock, service, connect } = shortLived();
      await connect();
      service.client.refusals.push(new TokenError('token/refused'));
      await clock.advance(minute + 2_000);
      expect(service.client.renewals).to.have.length(2);
      expect(phone.state.value).to.include({ line: 'online', lineError: undefined });
    });

    it('goes on with the call where no token is taken any more, and says so', async () => {
      const { phone, clock, service, connect } = shortLived();
      await connect();
      const refused = new TokenError('token/refused');
      service.client.refusals.push(refused, refused);
      await clock.advance(minute + 5_000);
      expect(service.client.renewals).to.have.length(2);
      expect(phone.state.value).to.include({
        phase: 'connected',
        line: 'error',
        lineError: refused,
      });
      await clock.advance(10 * minute);
      expect(service.client.renewals).to.have.length(2);
      await phone.hangup();
      expect(phone.state.value).to.include({ line: 'off', lineError: undefined });
    });

    it('keeps asking a route that is down for a while', async () => {
      let down = false;
      const opened = openPhone((_request, count) => {
        if (down) throw new TokenError('token/network', { retryable: true });
        return { token: `${secret}-${count}`, expiresAt: opened.clock.now() + 2 * minute };
      });
      const { phone, clock, service, connect } = opened;
      await connect();
      down = true;
      await clock.advance(minute + 20_000);
      expect(phone.state.value).to.include({ line: 'online', lineError: undefined });
      down = false;
      await clock.advance(20_000);
      expect(service.client.renewals).to.have.length(1);
    });

    it('does not ask without a pause, whatever the route says', async () => {
      const opened = openPhone(() => ({
        token: secret,
        expiresAt: opened.clock.now() + minute,
        refreshAt: opened.clock.now() + 1,
      }));
      const { clock, connect, requests } = opened;
      await connect();
      await clock.advance(10_000);
      expect(requests.length).to.be.within(2, 11);
    });
  });

  it('goes on with a call whose line is gone for good, and says so', async () => {
    const { phone, clock, service, connect } = openPhone();
    await connect();
    const lost = new ConnectionError('connection/lost');
    service.client.break(lost);
    await clock.advance(0);
    expect(phone.state.value).to.include({ phase: 'connected', line: 'error', lineError: lost });
    await phone.hangup();
    expect(phone.state.value).to.include({ phase: 'ended', line: 'off', lineError: undefined });
  });
});
