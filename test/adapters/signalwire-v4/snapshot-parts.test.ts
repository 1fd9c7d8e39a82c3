import type { CallParticipant, NetworkIssue } from '@signalwire/js';
import { expect } from '@open-wc/testing';
import {
  abilitiesOf,
  layersOf,
  participantsOf,
  sameList,
} from '../../../src/adapters/signalwire-v4/members.js';
import { qualityOf } from '../../../src/adapters/signalwire-v4/quality.js';
import { statusOf } from '../../../src/adapters/signalwire-v4/status.js';

describe('how far a call is', () => {
  const signs = { ringing: false, answered: false, media: 'new', connectedBefore: false } as const;

  it('goes from asking to talking', () => {
    expect(statusOf(signs)).to.equal('dialing');
    expect(statusOf({ ...signs, ringing: true })).to.equal('ringing');
    expect(statusOf({ ...signs, answered: true, media: 'connecting' })).to.equal('connecting');
    expect(statusOf({ ...signs, answered: true, media: 'connected' })).to.equal('connected');
  });

  it('is ringing as long as there is early media only', () => {
    expect(statusOf({ ...signs, ringing: true, media: 'connected' })).to.equal('ringing');
  });

  it('never falls behind what it was', () => {
    const before = { ...signs, answered: true, connectedBefore: true };
    expect(statusOf({ ...before, media: 'disconnected' })).to.equal('reconnecting');
    expect(statusOf({ ...before, media: 'connecting' })).to.equal('reconnecting');
  });
});

describe('how well media flows', () => {
  const issue = (type: NetworkIssue['type'], severity: NetworkIssue['severity']): NetworkIssue => ({
    type,
    severity,
    timestamp: 0,
  });

  it('is one of three words', () => {
    expect(qualityOf('excellent', [])).to.equal('good');
    expect(qualityOf('fair', [])).to.equal('fair');
    expect(qualityOf('critical', [])).to.equal('poor');
  });

  it('is worse while something is wrong', () => {
    expect(qualityOf('good', [issue('high_jitter', 'warning')])).to.equal('fair');
    expect(qualityOf('good', [issue('no_inbound_audio', 'critical')])).to.equal('poor');
  });

  it('does not miss a picture that nobody sends', () => {
    expect(qualityOf('good', [issue('no_inbound_video', 'warning')])).to.equal('good');
  });
});

describe('who is in a call', () => {
  const member = {
    id: '1',
    name: undefined,
    type: 'screen',
    audioMuted: true,
    videoMuted: false,
    handraised: false,
    isTalking: true,
  } as CallParticipant;

  it('is read from the SDK’s members', () => {
    expect(participantsOf([member], '1')).to.deep.equal([
      {
        id: '1',
        name: '',
        self: true,
        kind: 'screen',
        audioMuted: true,
        videoMuted: false,
        handRaised: false,
        talking: true,
      },
    ]);
  });

  it('is the same list only where every field is', () => {
    const [one] = participantsOf([member], '1');
    if (!one) throw new Error('Nobody');
    expect(sameList([one], [{ ...one }])).to.equal(true);
    expect(sameList([one], [{ ...one, talking: false }])).to.equal(false);
    expect(sameList([one], [])).to.equal(false);
  });

  it('leaves places out that nobody is in', () => {
    const place = { x: 0, y: 0, width: 50, height: 100, visible: true };
    const layers = [
      { ...place, member_id: '1' },
      place,
      { ...place, member_id: '2', visible: false },
    ];
    expect(layersOf(layers)).to.deep.equal([
      { participantId: '1', x: 0, y: 0, width: 50, height: 100 },
    ]);
  });
});

it('lets one do what every call can, until the service says what it allows', () => {
  expect(abilitiesOf(undefined, false)).to.deep.equal({
    digits: true,
    hold: true,
    raiseHand: false,
    shareScreen: false,
    text: false,
  });
  const allowed = { sendDigit: false, screenshare: false, self: { raisehand: { on: true } } };
  expect(abilitiesOf(allowed, true)).to.include({ digits: false, raiseHand: true, text: true });
});
