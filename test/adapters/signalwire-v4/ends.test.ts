import { expect } from '@open-wc/testing';
import { endOf, endOfBye } from '../../../src/adapters/signalwire-v4/ends.js';

const bye = (cause: string, code?: number): { cause: string; code: number | undefined } => ({
  cause,
  code,
});

describe('the end of a call', () => {
  for (const [cause, reason, code] of [
    ['USER_BUSY', 'busy', 'call/busy'],
    ['CALL_REJECTED', 'declined', 'call/declined'],
    ['NO_ANSWER', 'no-answer', 'call/no-answer'],
    ['USER_NOT_REGISTERED', 'no-answer', 'call/no-answer'],
    ['ORIGINATOR_CANCEL', 'canceled', undefined],
    ['UNALLOCATED_NUMBER', 'not-found', 'call/not-found'],
    ['NORMAL_CLEARING', 'remote-hangup', undefined],
    ['SOMETHING_NEW', 'failed', 'call/failed'],
  ] as const) {
    it(`is "${reason}" for ${cause} before anybody answered`, () => {
      const end = endOfBye(bye(cause), false);
      expect(end.reason).to.equal(reason);
      expect(end.error?.code).to.equal(code);
    });
  }

  it('is read from the number where the name is not known', () => {
    expect(endOfBye(bye('', 17), false).reason).to.equal('busy');
  });

  it('is a hang-up once somebody had answered, whatever the service calls it', () => {
    expect(endOfBye(bye('USER_BUSY'), true)).to.deep.equal({ reason: 'remote-hangup' });
    expect(endOfBye(bye('SOMETHING_NEW'), true)).to.deep.equal({ reason: 'remote-hangup' });
  });

  it('is a loss where the service lost the media of an answered call', () => {
    expect(endOfBye(bye('MEDIA_TIMEOUT'), true).reason).to.equal('lost');
    expect(endOfBye(bye('MEDIA_TIMEOUT'), false).reason).to.equal('failed');
  });

  it('has no error where nothing went wrong', () => {
    expect(endOf('hangup')).to.deep.equal({ reason: 'hangup' });
  });
});
