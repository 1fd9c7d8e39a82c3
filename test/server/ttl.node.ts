import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  local,
  mosquittoDynsec,
  mqttJwt,
  signalwire,
  signalwireChat,
  signalwireGuest,
  signalwireInvite,
  signalwirePubSub,
  signalwireVideoRoom,
  type DynsecCommand,
  type Mint,
} from '../../src/server/index.js';
import { project, supportId } from '../helpers/vendor-signalwire.js';
import { asking } from './minting.js';

const key = 'a-key-of-thirty-two-bytes-or-more';
const url = 'wss://mq.example/mqtt';

/** Every minter that is told how long a token lives, with what it would ask. */
const mintersOf = (ttl: number, asked: () => void): Record<string, Mint> => {
  const fetch = async (): Promise<Response> => {
    asked();
    return Response.json({ token: 'a-token' });
  };
  const send = async (commands: DynsecCommand[]) => {
    asked();
    return commands.map(({ command }) => ({ command }));
  };
  const space = { ...project, space: 'example', ttl, fetch };
  const invitation = () => ({ inviter: 'host', addressId: supportId });
  return {
    local: local({ key, url, ttl }),
    'local, for a call': local({ key, url, ttl, callUrl: url }),
    mqttJwt: mqttJwt({ key, url, ttl }),
    mosquittoDynsec: mosquittoDynsec({ url, send, ttl }),
    signalwire: signalwire(space),
    signalwireGuest: signalwireGuest(space),
    signalwireInvite: signalwireInvite({ ...space, invitation }),
    signalwireVideoRoom: signalwireVideoRoom(space),
    signalwireChat: signalwireChat(space),
    signalwirePubSub: signalwirePubSub(space),
  };
};

const contextFor = (name: string) =>
  /chat|pubsub|mqtt|dynsec|local$/i.test(name)
    ? asking({ rooms: ['lobby'] })
    : asking({ purpose: 'call', destination: supportId });

const text: unknown = '900'; // as an environment has it

describe('the life of a token', () => {
  for (const name of Object.keys(mintersOf(60, () => undefined))) {
    it(`is whole seconds above 0, or there is none: ${name}`, async () => {
      let asked = 0;
      const mint = (ttl: number) =>
        mintersOf(ttl, () => (asked += 1))[name]?.(contextFor(name)) ?? assert.fail(name);
      for (const ttl of [NaN, Infinity, 0, -60, 0.5, text as number]) {
        await assert.rejects(mint(ttl), { code: 'config/bad-attribute' }, String(ttl));
      }
      assert.equal(asked, 0);
      const { expiresAt } = await mint(60);
      assert.ok((expiresAt ?? 0) > Date.now());
    });
  }
});
