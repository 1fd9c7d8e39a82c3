import { expect } from '@open-wc/testing';
import { browserDisk, type Kept } from '../../../src/core/chat/keep-disk.js';
import { browserTab } from '../../../src/core/chat/keep-tab.js';

const entry = (id: string): Kept => ({
  id,
  sid: 'session',
  n: 1,
  text: 'Hello',
  timestamp: 1,
  user: 'ada',
  account: 'account',
  topic: 'chat/lobby/messages',
});
const ids = async (): Promise<string[]> => (await browserDisk.all()).map(({ id }) => id);

describe('The browser’s disk', () => {
  afterEach(() => Promise.all(['one', 'two'].map((id) => browserDisk.delete(id))));

  it('keeps what is put there, once each, until it is deleted', async () => {
    await Promise.all([
      browserDisk.put(entry('one')),
      browserDisk.put(entry('two')),
      browserDisk.put({ ...entry('one'), failed: true }),
    ]);
    expect(await browserDisk.all()).to.deep.equal([
      { ...entry('one'), failed: true },
      entry('two'),
    ]);
    await browserDisk.delete('one');
    await browserDisk.delete('never there');
    expect(await ids()).to.deep.equal(['two']);
  });

  it('does in order what it is asked for at once', async () => {
    const work: Promise<unknown>[] = [];
    for (let n = 0; n < 50; n += 1) {
      work.push(browserDisk.put(entry('one')), browserDisk.delete('one'));
    }
    await Promise.all([...work, browserDisk.put(entry('two'))]);
    expect(await ids()).to.deep.equal(['two']);
  });

  it('rejects where the browser refuses, and works again when it does not', async () => {
    const { open } = IDBFactory.prototype;
    const put = (): Promise<unknown> => browserDisk.put(entry('one'));
    // An error closes what is open.
    const broken = { ...entry('one'), text: (() => 'no') as unknown as string };
    IDBFactory.prototype.open = () => {
      throw new DOMException('Denied.', 'SecurityError');
    };
    try {
      for (const work of [() => browserDisk.put(broken), put]) {
        let refused = false;
        await work().catch(() => (refused = true));
        expect(refused).to.be.true;
      }
    } finally {
      IDBFactory.prototype.open = open;
    }
    await put();
    expect(await ids()).to.deep.equal(['one']);
  });

  it('holds a session’s lock for one, and hands it on to who waits', async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    expect(await browserDisk.hold('held', first.signal, true)).to.be.true;
    expect(await browserDisk.hold('held', second.signal, false)).to.be.false;
    const later = browserDisk.hold('held', second.signal, true);
    first.abort();
    expect(await later).to.be.true;
    second.abort();
    expect(await browserDisk.hold('held', new AbortController().signal, true)).to.be.true;
  });

  it('gives up waiting for a lock when it is not wanted any more', async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    await browserDisk.hold('wanted', first.signal, true);
    const later = browserDisk.hold('wanted', second.signal, true);
    second.abort();
    expect(await later).to.be.false;
    first.abort();
  });
});

describe('What a tab remembers', () => {
  it('is what was set last, until it is forgotten', () => {
    browserTab.set('rt test', 'one');
    browserTab.set('rt test', 'two');
    expect(browserTab.get('rt test')).to.equal('two');
    browserTab.set('rt test', '');
    expect(browserTab.get('rt test')).to.equal(null);
  });

  it('is told when the page goes', () => {
    let gone = 0;
    const undo = browserTab.onHide(() => (gone += 1));
    window.dispatchEvent(new Event('pagehide'));
    undo();
    window.dispatchEvent(new Event('pagehide'));
    expect(gone).to.equal(1);
  });
});
