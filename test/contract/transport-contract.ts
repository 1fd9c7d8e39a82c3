import type { WireMessage } from '../../src/protocol/chat-message.js';
import type { Cast, ContractService } from './service.js';
import { Side } from './side.js';
import { expect, test } from './test.js';

let rooms = 0;

const named = (fresh: string) => ({
  ann: { user: 'ann', room: fresh },
  ben: { user: 'ben', room: fresh },
});

/** Says what every message transport keeps, of one of them. To be called once in a file. */
export const transportContract = (tested: ContractService): void => {
  const { missing, cast = named, textOnly } = tested;
  test.use({ contractService: tested });
  test.skip(missing !== undefined, missing);

  /** No two of a test have the same text. */
  const idOf = (message?: WireMessage) => (textOnly ? message?.text : message?.id);
  const ids = (messages: readonly WireMessage[]) => messages.map(idOf);
  const sorted = (messages: readonly WireMessage[]) => [...new Set(ids(messages))].sort();
  /** What has to be the same at both ends. */
  const core = (message: WireMessage) => [idOf(message), message.user, message.text];

  /** Two users who share a room that nobody has been in. */
  const meet = test.extend<{ both: { ann: Cast; ben: Cast }; ann: Side; ben: Side }>({
    // Playwright reads the names of the fixtures from this pattern; it needs none of them.
    // eslint-disable-next-line no-empty-pattern
    both: async ({}, use) => use(cast(`contract${(rooms += 1)}`)),
    ann: async ({ openPage, service, both }, use) =>
      use(new Side(await openPage(), service, both.ann)),
    ben: async ({ openPage, service, both }, use) =>
      use(new Side(await openPage(), service, both.ben)),
  });
  const { name, history, session, anyTopic, retained, publishWithin, pingWithin } = tested;

  test.describe(`${name}: every transport`, () => {
    meet('opens, and leaves no socket when it is closed', async ({ ann, service }) => {
      const { maxInFlight } = await ann.join();
      expect(maxInFlight).toBeGreaterThan(0);
      expect(service.sockets).toBeGreaterThan(0);
      expect((await ann.ping()).error).toBeUndefined();
      expect(await ann.close()).toBeNull();
      expect(await ann.close()).toBeNull();
      const late = await ann.tryPublish(ann.messages, '{}');
      expect(late.error).toMatchObject({ code: 'connection/lost' });
      await expect.poll(() => service.sockets).toBe(0);
    });

    meet('can be given up while it opens', async ({ ann, service }) => {
      const grant = await ann.grant();
      for (const after of [0, 1, 20]) {
        // Its service answers too late, whatever the machine does.
        if (after > 0) service.halfOpen();
        const { error } = await ann.tryOpen(grant, after);
        expect(error).toMatchObject({ code: 'given up' });
        expect(await ann.ended('tried')).toBeNull();
        service.resume();
        await expect.poll(() => service.sockets).toBe(0);
      }
    });

    meet('says that a token is refused', async ({ ann, service }) => {
      const { error } = await ann.tryOpen(await service.refusedGrant());
      expect(error).toMatchObject({ name: 'TokenError', code: 'token/refused' });
      expect(await ann.ended('tried')).not.toBeUndefined();
      await expect.poll(() => service.sockets).toBe(0);
    });

    meet('says within 10 s that nobody is there, or nobody answers', async ({ ann, service }) => {
      const grant = await ann.grant();
      for (const away of ['stop', 'halfOpen'] as const) {
        service[away]();
        const { error, took } = await ann.tryOpen(grant);
        expect(error).toMatchObject({ retryable: true });
        expect(error?.code).toMatch(/^connection\/(unreachable|timeout|lost)$/);
        expect(took).toBeLessThan(10_500);
        expect(await ann.ended('tried')).toMatchObject({ retryable: true });
        service.resume();
      }
      await expect.poll(() => service.sockets).toBe(0);
    });

    meet('says which topics a token does not allow, and works on', async ({ ann }) => {
      await ann.join();
      const { error } = await ann.subscribe('chat/somebody-elses/messages');
      expect(error).toMatchObject({ code: 'connection/not-authorized' });
      const [message] = ann.write(1);
      expect((await ann.tryPublish(ann.messages, JSON.stringify(message))).error).toBeUndefined();
    });

    meet('brings each message once, in order, as it was sent', async ({ ann, ben }) => {
      const { maxInFlight } = await ann.join();
      await ben.join();
      const messages = ann.write(50);
      await ann.publish(messages, { atOnce: Math.min(maxInFlight, 10) });
      await expect.poll(async () => (await ben.heard()).length).toBeGreaterThanOrEqual(50);
      // What would be too many comes after what is enough.
      const [last, answer] = [ann.write(1), ben.write(1)];
      await ann.publish(last);
      await expect.poll(async () => ids(await ben.heard())).toContain(idOf(last[0]));
      expect((await ben.heard()).map(core)).toEqual([...messages, ...last].map(core));
      await ben.publish(answer);
      await expect.poll(async () => ids(await ann.heard())).toContain(idOf(answer[0]));
    });

    meet('has handed a message over once a publish is settled', async ({ ann, ben, service }) => {
      await ben.join();
      await ann.join();
      for (let turn = 0; turn < 3; turn += 1) {
        const [message] = ann.write(1);
        const payload = JSON.stringify(message);
        expect((await ann.tryPublish(ann.messages, payload)).error).toBeUndefined();
        await ann.page.evaluate(() => void contract.pipe('first').transport.close());
        await expect.poll(async () => ids(await ben.heard())).toContain(idOf(message));
        await ann.join();
      }
      service.halfOpen();
      const { error, took } = await ann.tryPublish(ann.messages, JSON.stringify(ann.write(1)[0]));
      expect(error).toMatchObject({ code: 'connection/lost', retryable: true });
      expect(took).toBeLessThan(publishWithin);
    });

    meet('finds a dead line by a ping', async ({ ben, service }) => {
      await ben.join();
      service.halfOpen();
      const { error, took } = await ben.ping();
      expect(error).toMatchObject({ code: 'connection/lost' });
      expect(took).toBeLessThan(pingWithin);
      expect(await ben.ended()).toMatchObject({ code: 'connection/lost', retryable: true });
    });

    meet('ends when its line is cut, and comes back', async ({ ann, ben, service }) => {
      await ben.join();
      service.drop();
      expect(await ben.ended()).toMatchObject({ code: 'connection/lost', retryable: true });
      await ben.join();
      await ann.join();
      const messages = ann.write(3);
      await ann.publish(messages);
      await expect.poll(async () => ids(await ben.heard())).toEqual(ids(messages));
    });

    const returns = session ? 'by itself' : 'from its history';
    if (session || history) {
      meet(`brings what was missed ${returns}`, async ({ ann, ben, service }) => {
        await ben.join();
        await ann.join();
        const before = ann.write(3);
        await ann.publish(before);
        await expect.poll(async () => ids(await ben.heard())).toEqual(ids(before));
        service.drop();
        await Promise.all([ann.ended(), ben.ended()]);
        await ann.join();
        const missed = ann.write(20);
        await ann.publish(missed);
        expect((await ben.join()).sessionPresent).toBe(session);
        // Here a repeat is no fault: what was not acknowledged may come twice, or late.
        if (session)
          await expect.poll(async () => sorted(await ben.heard())).toEqual(sorted(missed));
        const after = ann.write(1);
        await ann.publish(after);
        await expect.poll(async () => ids(await ben.heard())).toContain(idOf(after[0]));
        if (session) expect(sorted(await ben.heard())).toEqual(sorted([...missed, ...after]));
        else expect(ids(await ben.history())).toEqual(ids([...before, ...missed, ...after]));
      });
    } else {
      test.skip(`brings what was missed: ${name} keeps nothing`, () => undefined);
    }

    meet('moves to a new token without a gap', async ({ ann, ben, service }) => {
      await ben.join();
      await ann.join();
      const messages = ann.write(40);
      const talk = ann.publish(messages);
      await expect.poll(async () => (await ben.heard()).length).toBeGreaterThan(0);
      await ben.join({ pipe: 'second' });
      await ben.close();
      const last = ann.write(1);
      await talk;
      await ann.publish(last);
      const heard = async () => [...(await ben.heard()), ...(await ben.heard('second'))];
      await expect.poll(async () => ids(await ben.heard('second'))).toContain(idOf(last[0]));
      // What the first has not acknowledged comes again to the second.
      await expect.poll(async () => sorted(await heard())).toEqual(sorted([...messages, ...last]));
      expect((await ben.ping()).error).toMatchObject({ code: 'connection/lost' });
      await Promise.all([ann.close(), ben.close('second')]);
      await expect.poll(() => service.sockets).toBe(0);
    });

    if (history) {
      meet('reads back what was said, page by page', async ({ ann, ben }) => {
        await ann.join();
        const messages = ann.write(60);
        await ann.publish(messages);
        await ben.join();
        await expect.poll(async () => (await ben.history()).length).toBe(60);
        expect((await ben.history()).map(core)).toEqual(messages.map(core));
      });
    }

    if (anyTopic) {
      meet('passes what else belongs to a room', async ({ ann, ben }) => {
        await ann.open();
        await ben.open();
        const [filter, topic] = [ben.topic('typing/+'), ann.topic('typing/s1')];
        await ben.subscribe(filter);
        await ann.publishOn(topic, ['{"on":true}'], { qos: 0, expiry: 5 });
        const [message] = [{ topic, payload: '{"on":true}', retain: false }];
        await expect.poll(() => ben.received(ben.topic('typing/s1'))).toEqual([message]);
      });
    }

    if (retained) {
      meet('brings the last value to whoever comes later', async ({ ann, ben }) => {
        await ann.open();
        const topic = ann.topic('presence/s1');
        await ann.publishOn(topic, ['{"state":"old"}', '{"state":"new"}'], { retain: true });
        await ben.open();
        await ben.subscribe(ben.topic('presence/+'));
        const [message] = [{ topic, payload: '{"state":"new"}', retain: true }];
        await expect.poll(() => ben.received(ben.topic('presence/s1'))).toEqual([message]);
      });
    }
  });
};
