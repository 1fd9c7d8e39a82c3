import { expect } from '@open-wc/testing';
import { callIdleTexts } from '../../../src/i18n/call-idle-texts.js';
import { configure } from '../../../src/page.js';
import { boxOf } from '../../helpers/box-of.js';
import { inside, newCallPage, openElement, type CallPage } from './open-element.js';

let page: CallPage;
beforeEach(() => (page = newCallPage()));

const texts = {
  destination: 'destination',
  label: 'label',
  mode: 'mode',
  userVariables: 'user-variables',
  embedToken: 'embed-token',
  host: 'host',
  audioInput: 'audio-input',
  videoInput: 'video-input',
  audioOutput: 'audio-output',
  tokenEndpoint: 'token-endpoint',
  provider: 'provider',
} as const;
const flags = {
  noVideo: 'no-video',
  noAudio: 'no-audio',
  receiveOnly: 'receive-only',
  incoming: 'incoming',
  autoAnswer: 'auto-answer',
  checkDevices: 'check-devices',
} as const;

describe('<rt-call>, idle', () => {
  it('has defaults that ask for nothing', async () => {
    const call = await openElement();
    call.receiveOnly = false;
    for (const name of Object.keys(texts) as (keyof typeof texts)[]) {
      expect(call[name], name).to.equal(name === 'mode' ? 'button' : '');
    }
    for (const name of Object.keys(flags) as (keyof typeof flags)[]) {
      expect(call[name], name).to.equal(false);
    }
    expect(call.phase).to.equal('idle');
    expect(call.connectionState).to.equal('idle');
    expect(call.statusText).to.equal('');
  });

  for (const [property, attribute] of Object.entries(texts)) {
    it(`takes ${property} from ${attribute}`, async () => {
      const call = await openElement(`${attribute}="inline"`);
      expect(call[property as keyof typeof texts]).to.equal('inline');
    });
  }

  for (const [property, attribute] of Object.entries(flags)) {
    it(`takes ${property} from ${attribute}`, async () => {
      // Without the destination it would keep a line that this test has no use for.
      const call = await openElement(attribute);
      expect(call[property as keyof typeof flags]).to.equal(true);
    });
  }

  it('writes no attribute by itself but mode, once that is set', async () => {
    const call = await openElement();
    Object.assign(call, { destination: '/public/echo', label: 'Talk', noVideo: true });
    await call.updateComplete;
    expect(call.getAttributeNames()).to.deep.equal([]);
    call.mode = 'inline';
    await call.updateComplete;
    expect(call.getAttribute('mode')).to.equal('inline');
  });

  it('asks for no token and no code, and tells nothing', async () => {
    const call = await openElement('destination="/public/echo"');
    expect(page.requests).to.deep.equal([]);
    expect(page.loaded).to.deep.equal([]);
    expect(inside(call, '.screen').childElementCount).to.equal(0);
  });

  it('names its button "Call", in the words of label, or in those of the page', async () => {
    const call = await openElement();
    const trigger = inside(call, '[part=trigger]');
    const name = async (): Promise<string> => {
      await call.updateComplete;
      return trigger.textContent ?? '';
    };
    expect(await name()).to.equal(callIdleTexts['call.start']);
    call.strings = { 'call.start': 'Anrufen' };
    expect(await name()).to.equal('Anrufen');
    call.label = 'Talk to us';
    expect(await name()).to.equal('Talk to us');
    call.label = '';
    call.strings = {};
    configure({ strings: { 'call.start': 'Appeler' } });
    expect(await name()).to.equal('Appeler');
    configure({ strings: {} });
    expect(await name()).to.equal('Call');
  });

  it('shows markup in a label as text', async () => {
    const call = await openElement('label="<img src=x>"');
    expect(inside(call, '[part=trigger]').textContent).to.equal('<img src=x>');
    expect(call.shadowRoot?.querySelector('img')).to.equal(null);
  });

  it('hides the button where it can only be called', async () => {
    const call = await openElement('incoming');
    const trigger = inside(call, '[part=trigger]');
    expect(trigger.checkVisibility()).to.equal(false);
    call.destination = '/public/echo';
    await call.updateComplete;
    expect(trigger.checkVisibility()).to.equal(true);
  });

  it('takes a button of the page’s own, which calls as its own does', async () => {
    const call = await openElement(
      'destination="/public/echo"',
      '<button slot="trigger">Ring</button>',
    );
    expect(inside(call, '[part=trigger]').checkVisibility()).to.equal(false);
    call.querySelector('button')?.click();
    expect(call.phase).to.equal('preparing');
    await call.hangup();
  });

  it('shows the page’s background in its own box, and nowhere else', async () => {
    const background = '<i slot="background">Behind</i>';
    const button = await openElement('', background);
    expect(button.querySelector('i')?.checkVisibility()).to.equal(false);
    const inline = await openElement('mode="inline"', background);
    expect(inline.querySelector('i')?.checkVisibility()).to.equal(true);
    const { width, height } = inline.getBoundingClientRect();
    const behind = inside(inline, 'slot[name=background]').getBoundingClientRect();
    expect([behind.width, behind.height]).to.deep.equal([width - 2, height - 2]);
  });

  for (const mode of ['button', 'inline', 'modal']) {
    it(`has the height that the loader has kept for it: ${mode}`, async () => {
      const call = await openElement(`mode="${mode}"`);
      const box = document.createElement('div');
      box.style.cssText =
        mode === 'inline' ? 'display: block; block-size: 32rem' : boxOf('rt-call');
      call.before(box);
      expect(call.offsetHeight).to.equal(box.offsetHeight);
    });
  }

  it('makes its button 44 px high at least', async () => {
    const call = await openElement();
    expect(inside(call, '[part=trigger]').offsetHeight).to.be.at.least(44);
  });

  for (const scheme of ['light', 'dark']) {
    for (const mode of ['button', 'inline']) {
      it(`is accessible: ${mode}, ${scheme}`, async () => {
        const call = await openElement(`mode="${mode}" theme="${scheme}" destination="/x"`);
        await expect(call).to.be.accessible();
      });
    }
  }

  it('is accessible where it can be called', async () => {
    const call = await openElement('incoming');
    await expect(call).to.be.accessible();
  });

  it('can be moved on the page', async () => {
    const call = await openElement('label="Talk"');
    call.parentElement?.prepend(call);
    await call.updateComplete;
    expect(call.phase).to.equal('idle');
    expect(inside(call, '[part=trigger]').textContent).to.equal('Talk');
    expect(call.shadowRoot?.querySelectorAll('[part=trigger]')).to.have.length(1);
  });
});
