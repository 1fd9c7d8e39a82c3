import { expect } from '@open-wc/testing';
import type { RtStatus } from '../../../src/elements/rt-status/rt-status.js';
import { TokenError } from '../../../src/protocol/errors.js';
import { inside, listen, newPage, openStatus, said, type Page } from './open-status.js';

let page: Page;
beforeEach(() => {
  page = newPage();
});

const put = (value: unknown): void =>
  page.broker.put('svc', typeof value === 'string' ? value : JSON.stringify(value), true);
const show = async (value: unknown): Promise<void> => {
  put(value);
  await page.pass();
};
const bar = (status: RtStatus): HTMLProgressElement =>
  inside(status, '[part=bar]') as HTMLProgressElement;

describe('<rt-status topic> as text', () => {
  it('shows the retained value, and every later one', async () => {
    put('all good');
    const status = await openStatus('topic="svc"');
    expect(said(status)).to.equal('Connecting…');
    await page.pass();
    expect(said(status)).to.equal('all good');
    await show(42);
    expect(said(status)).to.equal('42');
    expect(page.requests[0]).to.deep.include({ purpose: 'status', topics: ['svc'] });
    await expect(status).to.be.accessible();
  });

  it('shows what is at the value path, and follows the path when it changes', async () => {
    put({ a: [{ b: 'deep' }], c: 'other' });
    const status = await openStatus('topic="svc" value-path="a.0.b" label="Build"');
    await page.pass();
    expect(said(status)).to.equal('Build deep');
    status.valuePath = 'c';
    await page.pass();
    expect(said(status)).to.equal('Build other');
  });

  it('says that there is no value where the topic or the path is empty', async () => {
    const status = await openStatus('topic="svc" value-path="a.b"');
    const { errors } = listen(status);
    await page.pass();
    expect(said(status)).to.equal('No value yet');
    await show({ a: {} });
    expect(said(status)).to.equal('No value yet');
    expect(errors).to.deep.equal([]);
    await expect(status).to.be.accessible();
  });

  it('shows markup as the text it is', async () => {
    const status = await openStatus('topic="svc"');
    await show('<img src=x onerror=alert(1)>');
    expect(said(status)).to.equal('<img src=x onerror=alert(1)>');
    expect(status.shadowRoot?.querySelector('img')).to.equal(null);
  });

  it('keeps the last value while the connection is down, and says that it is', async () => {
    put('v1');
    const status = await openStatus('topic="svc"');
    const { states, errors } = listen(status);
    await page.pass();
    page.broker.stop({ forget: false });
    await page.pass(1);
    expect(said(status)).to.equal('v1 · Reconnecting…');
    await page.pass(20_000);
    expect(said(status)).to.equal('v1 · Offline');
    await expect(status).to.be.accessible();
    page.broker.start();
    await page.pass(20_000);
    expect(said(status)).to.equal('v1');
    expect(states).to.deep.equal(['online', 'reconnecting', 'offline', 'online']);
    expect(errors.map(({ code }) => code)).to.deep.equal(['connection/unreachable']);
  });

  it('shows another topic when the attribute changes', async () => {
    put('one');
    page.broker.put('svc2', 'two', true);
    const status = await openStatus('topic="svc"');
    await page.pass();
    status.topic = 'svc2';
    await page.pass(3000);
    expect(said(status)).to.equal('two');
  });
});

describe('<rt-status topic> with bad input', () => {
  const problem = async (status: RtStatus, value: string): Promise<string[]> => {
    const { errors } = listen(status);
    await page.pass();
    await show(value);
    await show(value);
    expect(status.connectionState).to.equal('error');
    await expect(status).to.be.accessible();
    return errors.map(({ code, message }) => `${code}: ${message}`);
  };

  it('says once that what is not JSON has no path', async () => {
    const status = await openStatus('topic="svc" value-path="a"');
    const text = 'The value of the topic "svc" is not JSON, so it has no "a".';
    expect(await problem(status, 'oops')).to.deep.equal([`status/bad-value: ${text}`]);
    expect(said(status)).to.equal(text);
  });

  it('says once that a payload of 1 MB is too large, and goes on with the next', async () => {
    const status = await openStatus('topic="svc"');
    const text = 'The value of the topic "svc" is larger than 64 kB.';
    expect(await problem(status, 'x'.repeat(2 ** 20))).to.deep.equal([`status/bad-value: ${text}`]);
    await show('small');
    expect(said(status)).to.equal('small');
    expect(status.connectionState).to.equal('online');
  });

  it('says once that a progress is not a number', async () => {
    const status = await openStatus('topic="svc" kind="progress"');
    const text = 'The value of the topic "svc" is not a number.';
    expect(await problem(status, '"half"')).to.deep.equal([`status/bad-value: ${text}`]);
  });

  it('says once that the topic is refused', async () => {
    page.broker.deny = () => true;
    const status = await openStatus('topic="svc"');
    const { errors } = listen(status);
    await page.pass(1000);
    expect(said(status)).to.equal('Reading the topic "svc" is not allowed.');
    expect(errors.map(({ code }) => code)).to.deep.equal(['connection/not-authorized']);
  });

  for (const topic of ['a/#', '+/b', '$SYS/x', 'a//b', 'a\u0007b']) {
    it(`does not connect for the topic ${JSON.stringify(topic)}`, async () => {
      const status = await openStatus('');
      const { errors } = listen(status);
      status.topic = topic;
      await page.pass(1000);
      expect(said(status)).to.contain('cannot be used');
      expect(errors.map(({ code }) => code)).to.deep.equal(['config/bad-attribute']);
      expect(page.pool.live.value).to.have.length(0);
      await expect(status).to.be.accessible();
    });
  }

  it('says that it has no token route', async () => {
    const status = await openStatus('');
    const { errors } = listen(status);
    status.getToken = undefined;
    status.topic = 'svc';
    await page.pass();
    expect(said(status)).to.equal('The attribute "token-endpoint" is missing.');
    expect(errors.map(({ code }) => code)).to.deep.equal(['config/missing-attribute']);
  });

  it('says that a maximum is none', async () => {
    const status = await openStatus('topic="svc" kind="progress" max="none"');
    expect(said(status)).to.equal('The attribute "max" is not a number above 0.');
    status.max = 10;
    await show(5);
    expect(said(status)).to.equal('50%');
  });

  it('says in one event what the token route answered', async () => {
    const refuse = (): Promise<unknown> =>
      Promise.reject(new TokenError('token/http-status', { message: 'Nobody home.', status: 404 }));
    const status = await openStatus('', { getToken: refuse });
    const { errors } = listen(status);
    status.topic = 'svc';
    await page.pass(60_000);
    expect(said(status)).to.equal('Nobody home.');
    expect(errors.map(({ code }) => code)).to.deep.equal(['token/http-status']);
  });

  it('says it in the page’s own words, where it has some', async () => {
    const status = await openStatus('topic="a/#"');
    status.strings = { 'error.config/bad-attribute': 'Falsch eingestellt' };
    await status.updateComplete;
    expect(said(status)).to.equal('Falsch eingestellt');
  });
});

describe('<rt-status topic kind="badge">', () => {
  const cases = {
    good: ['ok', 'UP', 'online', ' Success ', 'running', true],
    warning: ['warning', 'degraded', 'Degraded performance', 'partial_outage'],
    bad: ['down', 'error', 'FAILED', 'major_outage', false],
    neutral: ['not ok', 'queued', 7, { a: 1 }, 'constructor'],
  };
  for (const [tone, values] of Object.entries(cases)) {
    it(`takes ${values.map((value) => JSON.stringify(value)).join(', ')} for ${tone}`, async () => {
      const status = await openStatus('topic="svc" kind="badge"');
      await page.pass();
      for (const value of values) {
        await show(value);
        expect(status.matches(`:state(${tone})`), JSON.stringify(value)).to.equal(true);
      }
      await expect(status).to.be.accessible();
    });
  }

  it('always says in words what the colour means', async () => {
    const status = await openStatus('topic="svc" kind="badge" label="API"');
    await show('down');
    expect(said(status)).to.equal('API down');
    await show('ok');
    expect(said(status)).to.equal('API ok');
    expect(status.matches(':state(bad)')).to.equal(false);
  });

  it('claims nothing while the connection is down', async () => {
    put('ok');
    const status = await openStatus('topic="svc" kind="badge"');
    await page.pass();
    page.broker.stop({ forget: false });
    await page.pass(1);
    expect(said(status)).to.equal('ok · Reconnecting…');
    expect(status.matches(':state(neutral)')).to.equal(true);
  });
});

describe('<rt-status topic kind="progress">', () => {
  it('has a bar without a value until there is one', async () => {
    const status = await openStatus('topic="svc" kind="progress" label="Backup"');
    await page.pass();
    expect(bar(status).position).to.equal(-1);
    expect(bar(status).checkVisibility()).to.equal(true);
    expect(said(status)).to.equal('Backup No value yet');
    await expect(status).to.be.accessible();
  });

  it('shows a number as a bar and a percentage', async () => {
    const status = await openStatus('topic="svc" kind="progress" max="8" label="Backup"');
    await show('2');
    expect(bar(status)).to.include({ position: 0.25, ariaLabel: 'Backup' });
    expect(said(status)).to.equal('Backup 25%');
    await expect(status).to.be.accessible();
  });

  it('stays between nothing and all', async () => {
    const status = await openStatus('topic="svc" kind="progress"');
    await show(-5);
    expect(bar(status).position).to.equal(0);
    await show(1e9);
    expect(bar(status).position).to.equal(1);
  });

  it('does not say 100 % before it is done', async () => {
    const status = await openStatus('topic="svc" kind="progress"');
    await show(99.9);
    expect(said(status)).to.equal('99%');
    await show(29);
    expect(said(status)).to.equal('29%');
  });

  it('tells a screen reader of the end, not of each step', async () => {
    const status = await openStatus('topic="svc" kind="progress"');
    const live = inside(status, '[role=status]');
    await show(10);
    const words = live.textContent;
    await show(50);
    expect(live.textContent).to.equal(words);
    await show(100);
    expect(live.textContent).to.contain('100%');
    expect(said(status)).to.equal('100%');
    await expect(status).to.be.accessible();
  });

  it('says beside the bar that the connection is down', async () => {
    put(50);
    const status = await openStatus('topic="svc" kind="progress"');
    await page.pass();
    page.broker.stop({ forget: false });
    await page.pass(1);
    expect(said(status)).to.equal('Reconnecting… 50%');
  });

  it('takes its name from the slot, or has a general one', async () => {
    const plain = await openStatus('topic="svc" kind="progress"');
    expect(bar(plain).ariaLabel).to.equal('Progress');
    const slotted = await openStatus('topic="svc" kind="progress"', {
      content: '<b slot="label">Nightly <i>run</i></b>',
    });
    expect(bar(slotted).ariaLabel).to.equal('Nightly run');
    await show(50);
    await expect(slotted).to.be.accessible();
  });

  it('sets no style attribute, which a strict page forbids', async () => {
    const status = await openStatus('topic="svc" kind="progress"');
    await show(50);
    expect(status.shadowRoot?.querySelector('[style]')).to.equal(null);
    expect(status.hasAttribute('style')).to.equal(false);
  });
});

describe('<rt-status topic> in and out of the document', () => {
  it('keeps its connection when it is moved', async () => {
    const status = await openStatus('topic="svc"');
    await show('here');
    const { states } = listen(status);
    document.body.append(status);
    await page.pass();
    expect(said(status)).to.equal('here');
    expect(states).to.deep.equal([]);
    expect(page.requests).to.have.length(1);
    status.remove();
  });

  it('connects again when it comes back', async () => {
    put('here');
    const status = await openStatus('topic="svc"');
    await page.pass();
    const place = status.parentElement;
    status.remove();
    await page.pass(1000);
    expect(page.broker.connections).to.equal(0);
    place?.append(status);
    await page.pass();
    expect(said(status)).to.equal('here');
  });

  it('stops a connection that is still being opened when it is removed', async () => {
    let aborted = false;
    const status = await openStatus('topic="svc"', {
      getToken: (_request, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            aborted = true;
            reject(signal.reason as Error);
          });
        }),
    });
    await page.pass();
    const { errors } = listen(status);
    status.remove();
    await page.pass();
    expect(aborted).to.equal(true);
    expect(errors).to.deep.equal([]);
    expect(await page.leftovers()).to.deep.equal({
      connections: 0,
      pooled: 0,
      wakers: 0,
      timers: 0,
    });
  });

  it('leaves nothing behind', async () => {
    await openStatus('topic="svc"');
    await show('here');
    expect(await page.leftovers()).to.deep.equal({
      connections: 0,
      pooled: 0,
      wakers: 0,
      timers: 0,
    });
  });
});
