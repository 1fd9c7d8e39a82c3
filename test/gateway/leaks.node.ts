import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Caller, signedIn } from './helpers/caller.js';
import { started } from './helpers/started.js';
import { until } from './helpers/until.js';

/** How many sockets for media this process has open. */
const mediaSockets = (): number =>
  process.getActiveResourcesInfo().filter((kind) => kind === 'UDPWrap').length;

describe('gateway: what is left', () => {
  it('is nothing after many calls, however they end', async (test) => {
    const demo = await started(test, { gatewayTimes: { ring: 50, drop: 50, grace: 50 } });
    const ada = await signedIn(test, demo, 'ada');
    const before = mediaSockets();
    for (const destination of ['/public/echo', '/public/agent', '/public/room-x']) {
      for (let count = 0; count < 5; count += 1) {
        const call = new Caller(test, ada);
        await call.invite(destination, { video: true });
        await call.connect();
        await call.hum(440);
        if (count % 2 === 0) await ada.verto('verto.bye', call.callId);
        else demo.gateway.hangUp(call.callId);
        await call.close();
      }
    }
    for (const destination of [
      '/public/busy',
      '/public/unanswered',
      '/public/drops',
      '/private/ben',
    ]) {
      const call = new Caller(test, ada);
      await call.invite(destination);
      await call.close();
    }
    await until(() => demo.gateway.legs.length === 0, 'no leg is left');
    await until(() => mediaSockets() === before, 'no socket for media is left');
    assert.deepEqual(demo.gateway.rooms, []);
    await ada.close();
    await until(() => demo.gateway.lines.length === 0, 'no line is left');
    assert.equal(demo.gateway.sockets, 0);
  });
});
