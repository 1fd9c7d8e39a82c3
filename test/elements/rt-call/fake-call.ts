import { ReactiveElement } from '@lit/reactive-element';
import {
  CallScreen,
  screenStyles,
  screenTexts,
} from '../../../src/elements/rt-call/screen/call-screen.js';
import type { CallSettings } from '../../../src/elements/rt-call/screen/call-screen-host.js';
import { callIdleTexts } from '../../../src/i18n/call-idle-texts.js';
import { Localizer } from '../../../src/i18n/localizer.js';
import type { RtError } from '../../../src/protocol/errors.js';
import { theme } from '../../../src/ui/theme.js';
import { css } from '@lit/reactive-element';
import { FakePhone } from './fake-phone.js';

/** An element with nothing in it but a call's screen, and a phone that a test plays on. */
export class FakeCall extends ReactiveElement {
  static override styles = [
    theme,
    css`
      :host {
        display: block;
        position: relative;
      }
      .screen {
        block-size: 100%;
      }
      /* WebKit's own buttons are too pale in the dark. */
      .trigger {
        background: #000;
        color: #fff;
      }
    `,
    ...screenStyles,
  ];

  readonly phone = new FakePhone();
  readonly reported: RtError[] = [];
  redials = 0;
  settings: CallSettings = {
    label: '',
    mode: 'inline',
    destination: '/private/ada',
    wishes: { audio: true, video: true, receiveOnly: false },
    audioOutput: '',
  };
  readonly trigger = document.createElement('button');
  #screen: CallScreen | undefined;

  get screen(): CallScreen {
    if (!this.#screen) throw new Error('There is no screen yet.');
    return this.#screen;
  }

  protected override firstUpdated(): void {
    const root = document.createElement('div');
    root.className = 'screen';
    this.trigger.className = 'trigger';
    this.trigger.textContent = 'Trigger';
    this.renderRoot.append(this.trigger, root);
    this.#screen = new CallScreen({
      root,
      element: this,
      phone: this.phone,
      localizer: new Localizer('en', callIdleTexts, screenTexts),
      settings: this.settings,
      redial: () => (this.redials += 1),
      report: (error) => this.reported.push(error),
      restoreFocus: () => this.trigger.focus(),
    });
    this.phone.state.subscribe(() => this.#screen?.update());
    this.#screen.update();
  }
}
customElements.define('fake-call', FakeCall);

declare global {
  interface HTMLElementTagNameMap {
    'fake-call': FakeCall;
  }
}
