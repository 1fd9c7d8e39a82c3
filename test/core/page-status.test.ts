import { expect } from '@open-wc/testing';
import type { ConnectionSnapshot, ConnectionStatus } from '../../src/core/connection-state.js';
import { PageStatus } from '../../src/core/page-status.js';
import { Store } from '../../src/core/store.js';

const connection = (status: ConnectionStatus) => ({
  state: new Store<ConnectionSnapshot>({ status, user: undefined, error: undefined }),
});

const summary = (...statuses: ConnectionStatus[]): string =>
  new PageStatus(new Store(statuses.map(connection)), () => undefined).state;

describe('PageStatus', () => {
  it('is idle where the page has no connection', () => {
    expect(summary()).to.equal('idle');
  });

  it('is as bad as the worst connection', () => {
    expect(summary('online', 'online')).to.equal('online');
    expect(summary('online', 'connecting')).to.equal('connecting');
    expect(summary('connecting', 'reconnecting', 'online')).to.equal('reconnecting');
    expect(summary('reconnecting', 'offline')).to.equal('offline');
    expect(summary('offline', 'error', 'online')).to.equal('error');
  });

  it('does not count a connection that is closed', () => {
    expect(summary('closed', 'online')).to.equal('online');
    expect(summary('closed')).to.equal('idle');
  });

  it('tells when a connection changes, comes or goes', () => {
    const first = connection('connecting');
    const connections = new Store([first]);
    const seen: string[] = [];
    const page = new PageStatus(connections, () => seen.push(page.state));
    first.state.patch({ status: 'online' });
    const second = connection('connecting');
    connections.set([first, second]);
    second.state.patch({ status: 'offline' });
    connections.set([first]);
    connections.set([]);
    expect(seen).to.deep.equal(['online', 'connecting', 'offline', 'online', 'idle']);
  });

  it('tells nothing after it is stopped', () => {
    const first = connection('connecting');
    const connections = new Store([first]);
    let told = 0;
    const page = new PageStatus(connections, () => (told += 1));
    page.stop();
    first.state.patch({ status: 'online' });
    connections.set([]);
    expect(told).to.equal(0);
  });
});
