import { expect } from '@open-wc/testing';
import type { CallEnd } from '../../../src/core/call/call-state.js';
import type { PhoneState } from '../../../src/core/call/phone-state.js';
import { callTexts } from '../../../src/i18n/call-texts.js';
import { Localizer } from '../../../src/i18n/localizer.js';
import { CallError } from '../../../src/protocol/call-error.js';
import { RtError } from '../../../src/protocol/errors.js';
import { clockDate, clockText, endText, helpText } from '../../../src/ui/call/call-words.js';
import { idlePhone } from '../../elements/rt-call/fake-phone.js';

const english = new Localizer('en', callTexts);

const ended = (end: CallEnd, direction: PhoneState['direction']): string =>
  endText({ ...idlePhone, direction, end: { ...end, duration: 0 } }, 'Ada', english);

describe('the words of a call', () => {
  it('tell time as a clock does', () => {
    const times = [-5, 0, 999, 61_000, 3_599_999, 3_600_000, 36_061_000];
    expect(times.map((ms) => clockText(english, ms))).to.deep.equal([
      '0:00',
      '0:00',
      '0:00',
      '1:01',
      '59:59',
      '1:00:00',
      '10:01:01',
    ]);
    expect(clockDate(83_900)).to.equal('PT83S');
  });

  it('tell time in the digits of the language', () => {
    expect(clockText(new Localizer('ar-EG', callTexts), 65_000)).to.equal('١:٠٥');
  });

  it('say why a call is over, from this side', () => {
    const reasons = ['busy', 'declined', 'no-answer', 'canceled', 'not-found', 'lost'] as const;
    expect(reasons.map((reason) => ended({ reason }, 'outbound'))).to.deep.equal([
      'The line is busy.',
      'The call was declined.',
      'Nobody answered.',
      'Ada gave up before you answered.',
      'There is nobody at this address.',
      'The connection to the call was lost.',
    ]);
    expect(ended({ reason: 'declined' }, 'inbound')).to.equal('You declined the call.');
    expect(ended({ reason: 'no-answer' }, 'inbound')).to.equal('You missed a call from Ada.');
    expect(ended({ reason: 'hangup' }, 'outbound')).to.equal('');
  });

  it('say what failed, in the page’s words where it has some', () => {
    const error = new CallError('media/no-device');
    expect(ended({ reason: 'failed', error }, 'outbound')).to.equal(error.message);
    expect(ended({ reason: 'failed' }, 'outbound')).to.equal('The call could not be made.');
    const french = new Localizer('fr', { 'error.media/no-device': 'Pas de micro.' }, callTexts);
    const state = { ...idlePhone, end: { reason: 'failed', error, duration: 0 } as const };
    expect(endText(state, 'Ada', french)).to.equal('Pas de micro.');
  });

  it('say what to do where that is known', () => {
    expect(helpText(new CallError('media/in-use'), english)).to.match(/^Close the other program/);
    const told = new RtError('token/network', { remediation: 'Check it.' });
    expect(helpText(told, english)).to.equal('Check it.');
    expect(helpText(new CallError('call/busy'), english)).to.equal('');
    expect(helpText(undefined, english)).to.equal('');
  });
});
