import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { createAutoloader, type Load } from '../../src/loader/autoloader.js';

const never = new Promise<never>(() => undefined);
const live = new Set<{ load: Load }>();

/** An autoloader that asks `load`; as our tags stay undefined here, tests don't touch each other. */
const setup = (load: Load = () => never) => {
  const asked: { tag: string; again: boolean }[] = [];
  const fake = { load };
  live.add(fake);
  const autoloader = createAutoloader((tag, again) => {
    asked.push({ tag, again });
    return fake.load(tag, again);
  });
  const tags = () => asked.map(({ tag }) => tag);
  const askedFor = (tag: string) => waitUntil(() => tags().includes(tag), `${tag} is loaded`);
  return { autoloader, asked, tags, askedFor };
};

/** Out of sight, and out of reach of the half screen that counts as near. */
const far = html`<div style="block-size: 400vh"></div>`;

const fails = () => Promise.reject(new TypeError('no network'));

afterEach(() => {
  // An autoloader watches until all tags are defined: those of earlier tests are put to sleep.
  for (const fake of live) fake.load = () => never;
  live.clear();
  window.scrollTo(0, 0);
});

describe('the autoloader', () => {
  it('loads a tag that is in sight', async () => {
    await fixture(html`<rt-chat></rt-chat>`);
    const { askedFor } = setup();
    await askedFor('rt-chat');
  });

  it('leaves a tag far below alone until it is nearly in sight', async () => {
    const page = await fixture(html`<div><rt-status></rt-status>${far}<rt-chat></rt-chat></div>`);
    const { askedFor, tags } = setup();
    // Both are looked at in the same frame, so the one tells that the other was passed over.
    await askedFor('rt-status');
    expect(tags()).to.deep.equal(['rt-status']);
    const chat = page.querySelector('rt-chat') as Element;
    window.scrollTo(0, chat.getBoundingClientRect().top - innerHeight * 1.3);
    expect(chat.getBoundingClientRect().top).to.be.greaterThan(innerHeight);
    await askedFor('rt-chat');
  });

  it('leaves a tag that is not shown alone', async () => {
    await fixture(html`<div><rt-status></rt-status><rt-chat hidden></rt-chat></div>`);
    const { askedFor, tags } = setup();
    await askedFor('rt-status');
    expect(tags()).to.deep.equal(['rt-status']);
  });

  it('loads a tag that gets the focus, wherever it is', async () => {
    const page = await fixture(
      html`<div><rt-status></rt-status>${far}<rt-chat tabindex="0"></rt-chat></div>`,
    );
    const { askedFor, tags } = setup();
    await askedFor('rt-status');
    expect(tags()).not.to.include('rt-chat');
    page.querySelector<HTMLElement>('rt-chat')?.focus({ preventScroll: true });
    await askedFor('rt-chat');
  });

  it('loads a tag with loading="eager" at once, wherever it is', async () => {
    await fixture(html`<div>${far}<rt-chat loading="eager"></rt-chat></div>`);
    expect(setup().tags()).to.deep.equal(['rt-chat']);
  });

  it('loads a tag that becomes eager', async () => {
    const page = await fixture(html`<div>${far}<rt-chat></rt-chat></div>`);
    const { askedFor, tags } = setup();
    expect(tags()).to.deep.equal([]);
    page.querySelector('rt-chat')?.setAttribute('loading', 'eager');
    await askedFor('rt-chat');
  });

  it('loads a tag that comes later, also inside of other things', async () => {
    const page = await fixture(html`<div></div>`);
    const { askedFor } = setup();
    const section = document.createElement('section');
    section.append(document.createElement('p'), document.createElement('rt-chat'));
    page.append(section);
    await askedFor('rt-chat');
  });

  it('asks once for many tags of a kind', async () => {
    await fixture(
      html`<div>
        <rt-status></rt-status><rt-chat></rt-chat><rt-chat loading="eager"></rt-chat>
      </div>`,
    );
    const { askedFor, tags } = setup();
    await askedFor('rt-status');
    expect(tags().sort()).to.deep.equal(['rt-chat', 'rt-status']);
  });

  it('loads a tag when told to', () => {
    const { autoloader, tags } = setup();
    void autoloader.bring('rt-chat');
    expect(tags()).to.deep.equal(['rt-chat']);
  });
});

describe('the autoloader and shadow roots', () => {
  const withShadow = async () => {
    const host = await fixture<HTMLElement>(html`<div></div>`);
    const root = host.attachShadow({ mode: 'open' });
    root.append(document.createElement('rt-chat'));
    return root;
  };

  it('looks into one that is handed over, now and later', async () => {
    const root = await withShadow();
    const { autoloader, askedFor } = setup();
    autoloader.observe(root);
    await askedFor('rt-chat');
    root.append(document.createElement('rt-status'));
    await askedFor('rt-status');
  });

  it('does not look into others, nor into one that was taken back', async () => {
    const root = await withShadow();
    const { autoloader, askedFor, tags } = setup();
    const undo = autoloader.observe(root);
    undo();
    const late = document.createElement('rt-chat');
    late.setAttribute('loading', 'eager');
    root.append(late);
    await fixture(html`<rt-status></rt-status>`);
    await askedFor('rt-status');
    expect(tags()).to.deep.equal(['rt-status']);
  });
});

describe('a tag whose code cannot be had', () => {
  it('is tried once more, and nothing is said when that helps', async () => {
    const errors: Event[] = [];
    const page = await fixture(html`<div><rt-chat></rt-chat></div>`);
    page.addEventListener('rt-error', (event) => errors.push(event));
    const { autoloader, asked } = setup((_, again) => (again ? Promise.resolve() : fails()));
    await autoloader.bring('rt-chat');
    expect(asked).to.deep.equal([
      { tag: 'rt-chat', again: false },
      { tag: 'rt-chat', again: true },
    ]);
    expect(errors).to.have.length(0);
  });

  it('says so in the element and as one rt-error', async () => {
    const errors: CustomEvent<{ error: Error & { code: string } }>[] = [];
    const page = await fixture(html`<div><rt-chat loading="eager"></rt-chat></div>`);
    page.addEventListener('rt-error', (event) => errors.push(event as never));
    const { asked } = setup(fails);
    await waitUntil(() => errors.length > 0);
    const chat = page.querySelector('rt-chat') as Element;
    expect(chat.shadowRoot?.textContent).to.equal('rt-chat could not be loaded.');
    expect(errors[0]?.detail.error).to.be.instanceOf(Error);
    expect(errors[0]?.detail.error.code).to.equal('config/load-failed');
    expect(errors[0]?.detail.error.cause).to.be.instanceOf(TypeError);
    expect(errors[0]?.composed).to.equal(true);
    // It is in sight as well, and has become so meanwhile.
    await fixture(html`<rt-status></rt-status>`);
    await waitUntil(() => asked.some(({ tag }) => tag === 'rt-status'));
    expect(errors).to.have.length(1);
  });

  it('is tried again for a tag that comes later', async () => {
    let online = false;
    await fixture(html`<rt-chat></rt-chat>`);
    const { autoloader, tags } = setup(() => (online ? Promise.resolve('here') : fails()));
    await autoloader.bring('rt-chat').catch(() => undefined);
    online = true;
    expect(await autoloader.bring('rt-chat')).to.equal('here');
    expect(tags()).to.have.length(3);
  });

  it('rejects for who asked for it', async () => {
    const { autoloader } = setup(fails);
    const error: unknown = await autoloader.bring('rt-chat').catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(TypeError);
  });
});
