import { expect, waitUntil } from '@open-wc/testing';
import { Kit } from '../../../src/elements/rt-call/kit.js';
import type { RtError } from '../../../src/protocol/errors.js';

/** Here the look comes in hundreds of files, ms. */
const timeout = 8_000;

describe('Kit', () => {
  it('leaves our own look where none is named, or one that there is not, and tells of that', async () => {
    const failed: RtError[] = [];
    const kit = new Kit({ changed: () => undefined, failed: (error) => failed.push(error) });
    kit.want('');
    expect(kit.look).to.equal(undefined);
    kit.want('toString');
    await waitUntil(() => failed.length > 0, undefined, { timeout });
    expect(failed.map(({ code }) => code)).to.deep.equal(['config/bad-attribute']);
    expect(kit.look).to.equal(undefined);
  });

  it('tells once that nobody has brought the elements, and again with the next call', async () => {
    const failed: RtError[] = [];
    const kit = new Kit({ changed: () => undefined, failed: (error) => failed.push(error) });
    kit.want('signalwire');
    kit.want('signalwire');
    await waitUntil(() => failed.length > 0, undefined, { timeout });
    expect(failed.map(({ code }) => code)).to.deep.equal(['config/load-failed']);
    kit.want('signalwire');
    await waitUntil(() => failed.length > 1, undefined, { timeout });
    expect(kit.look).to.equal(undefined);
  });
});
