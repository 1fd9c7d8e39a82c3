import { expect } from '@open-wc/testing';
import type { Autoloader } from '../../src/loader/autoloader.js';
import { install, type Queue, type RtEmbed } from '../../src/loader/rt-embed.js';
import { pageDefaults } from '../../src/page.js';

// What the build puts in.
Object.assign(globalThis, { __VERSION__: '1.2.3' });

const fake = (more: Partial<Autoloader> = {}): Autoloader => ({
  ready: Promise.resolve(),
  bring: () => Promise.resolve(),
  observe: () => () => undefined,
  ...more,
});
const rt = () => globalThis.RtEmbed as RtEmbed;

afterEach(() => {
  delete globalThis.RtEmbed;
});

describe('RtEmbed', () => {
  it('has what a page needs', async () => {
    install(fake(), { theme: 'dark' });
    expect(rt().version).to.equal('1.2.3');
    expect(rt().defaults).to.deep.equal({ theme: 'dark' });
    expect(await rt().ready).to.equal(rt());
  });

  it('runs in order what was pushed before it came, then what is pushed', () => {
    const calls: string[] = [];
    const queue: Queue = [
      (given) => calls.push(`first ${String(given === globalThis.RtEmbed)}`),
      () => calls.push('second'),
    ];
    globalThis.RtEmbed = queue;
    install(fake(), {});
    rt().push(() => calls.push('third'));
    expect(calls).to.deep.equal(['first true', 'second', 'third']);
  });

  it('reports a mistake in a pushed call and goes on with the next', () => {
    const mistakes: unknown[] = [];
    const calls: string[] = [];
    const { reportError } = globalThis;
    globalThis.reportError = (error) => mistakes.push(error);
    globalThis.RtEmbed = [
      () => {
        throw new Error('the page’s own');
      },
      () => calls.push('next'),
    ];
    install(fake(), {});
    globalThis.reportError = reportError;
    expect(mistakes).to.have.length(1);
    expect(calls).to.deep.equal(['next']);
  });

  it('takes over the loader’s object, with its defaults', async () => {
    const loader = {
      version: '1.2.2',
      defaults: { locale: 'de' },
      get ready(): Promise<RtEmbed> {
        throw new Error('starts the autoloader again');
      },
    } as RtEmbed;
    globalThis.RtEmbed = loader;
    install(fake(), {});
    expect(rt()).to.equal(loader);
    expect(rt().defaults).to.deep.equal({ locale: 'de' });
    expect(await rt().ready).to.equal(loader);
  });

  it('tells elements that are already there of new defaults', () => {
    const seen: unknown[] = [];
    install(fake(), { locale: 'de' });
    const undo = pageDefaults.subscribe((defaults) => seen.push(defaults));
    rt().configure({ theme: 'dark' });
    undo();
    rt().configure({ theme: 'light' });
    expect(seen).to.deep.equal([{ locale: 'de', theme: 'dark' }]);
    expect(pageDefaults.value).to.deep.equal({ locale: 'de', theme: 'light' });
  });

  it('looks into a shadow root until told otherwise', async () => {
    const watched = new Set<unknown>();
    install(
      fake({
        observe(root) {
          watched.add(root);
          return () => watched.delete(root);
        },
      }),
      {},
    );
    const undo = await rt().observe(document.body);
    expect([...watched]).to.deep.equal([document.body]);
    undo();
    expect(watched.size).to.equal(0);
  });

  it('defines a tag when told to, and says when that fails', async () => {
    class Chat extends HTMLElement {}
    const bring = (tag: string) => Promise.resolve(customElements.define(tag, Chat));
    install(fake({ bring }), {});
    expect(await rt().define('rt-chat')).to.equal(Chat);
    install(fake({ bring: () => Promise.reject(new Error('no network')) }), {});
    const error: unknown = await rt()
      .define('rt-status')
      .catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(Error);
  });
});
