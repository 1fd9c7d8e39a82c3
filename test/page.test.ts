import { expect } from '@open-wc/testing';
import { configure, pageDefaults } from '../src/page.js';

const page = globalThis as { RtEmbed?: unknown };

afterEach(() => {
  delete page.RtEmbed;
});

describe('page-wide defaults', () => {
  it('are what was configured, the last word counting', () => {
    configure({ tokenEndpoint: '/token', theme: 'dark' });
    configure({ theme: 'light' });
    expect(pageDefaults.value).to.deep.include({ tokenEndpoint: '/token', theme: 'light' });
  });

  it('tell of a change until nobody listens', () => {
    const themes: unknown[] = [];
    const undo = pageDefaults.subscribe(({ theme }) => themes.push(theme));
    configure({ theme: 'dark' });
    undo();
    configure({ theme: 'light' });
    expect(themes).to.deep.equal(['dark']);
  });

  it('are shared with a script tag’s', () => {
    configure({ locale: 'de', theme: 'dark' });
    const rt = { defaults: { theme: 'light' } };
    page.RtEmbed = rt;
    expect(pageDefaults.value).to.deep.include({ locale: 'de', theme: 'light' });
    configure({ theme: 'auto' });
    expect(rt.defaults.theme).to.equal('auto');
  });

  it('do not mistake calls that wait for the script for the script', () => {
    page.RtEmbed = [];
    configure({ theme: 'dark' });
    expect(pageDefaults.value).to.deep.include({ theme: 'dark' });
    expect(page.RtEmbed).to.deep.equal([]);
  });

  it('put nothing on the page themselves', () => {
    configure({ theme: 'dark' });
    expect('RtEmbed' in globalThis).to.equal(false);
  });
});
