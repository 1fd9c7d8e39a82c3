import { expect } from '@open-wc/testing';
import { memoryStorage } from '../../../src/adapters/signalwire-v4/memory-storage.js';

describe('storage in memory', () => {
  it('keeps values apart by scope, and nothing in the page’s storage', async () => {
    const storage = memoryStorage();
    await storage.setItem('key', 'secret', 'session');
    expect(await storage.getItem('key', 'session')).to.equal('secret');
    expect(await storage.getItem('key', 'local')).to.equal(null);
    expect(JSON.stringify({ ...sessionStorage, ...localStorage })).not.to.contain('secret');
  });

  it('forgets what is removed, set to null or cleared', async () => {
    const storage = memoryStorage();
    for (const key of ['a', 'b', 'c']) await storage.setItem(key, 'x', 'session');
    await storage.setItem('c', 'x', 'local');
    await storage.removeItem('a', 'session');
    await storage.setItem('b', null, 'session');
    await storage.clear('session');
    const left = await Promise.all(['a', 'b', 'c'].map((key) => storage.getItem(key, 'session')));
    expect(left).to.deep.equal([null, null, null]);
    expect(await storage.getItem('c', 'local')).to.equal('x');
  });

  it('is another for each line', async () => {
    await memoryStorage().setItem('key', 'x', 'session');
    expect(await memoryStorage().getItem('key', 'session')).to.equal(null);
  });
});
