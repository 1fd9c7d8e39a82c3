import { expect } from '@open-wc/testing';
import type { ConnectionStatus } from '../../../src/core/connection-state.js';
import { readingView } from '../../../src/elements/rt-status/view.js';
import { Localizer } from '../../../src/i18n/localizer.js';
import { statusTexts } from '../../../src/i18n/status-texts.js';

const people = (status: ConnectionStatus): string =>
  readingView(
    { status, joined: true, value: 2, error: undefined },
    {
      topic: '',
      valuePath: '',
      kind: 'text',
      max: 100,
      localizer: new Localizer('en', statusTexts),
    },
  ).text;

describe('what <rt-status> says of a reading', () => {
  it('is no old value before the first connection is up', () => {
    expect(people('connecting')).to.equal('Connecting…');
  });

  it('is the value while it is online, and beside it why it may be old when it is not', () => {
    expect(people('online')).to.equal('2 people here');
    expect(people('reconnecting')).to.equal('2 people here · Reconnecting…');
    expect(people('offline')).to.equal('2 people here · Offline');
  });
});
