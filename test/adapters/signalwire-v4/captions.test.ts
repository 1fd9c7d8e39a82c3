import { expect } from '@open-wc/testing';
import { caption, type CaptionEvent } from '../../../src/adapters/signalwire-v4/captions.js';
import type { Caption } from '../../../src/core/call/call-state.js';

const speakers = { caller: 'Ada', agent: 'Agent' };

/** The captions after some events. */
const after = (
  ...events: [CaptionEvent, Record<string, unknown>][]
): Pick<Caption, 'speaker' | 'text' | 'final'>[] =>
  events
    .reduce<readonly Caption[]>(
      (captions, [event, params]) => caption(captions, event, params, speakers),
      [],
    )
    .map(({ speaker, text, final }) => ({ speaker, text, final }));

describe('captions', () => {
  it('put the pieces of what an agent says together', () => {
    expect(
      after(
        ['ai.response_utterance', { utterance: 'Good ' }],
        ['ai.response_utterance', { utterance: 'morning ' }],
      ),
    ).to.deep.equal([{ speaker: 'Agent', text: 'Good morning', final: false }]);
  });

  it('are final with the whole text', () => {
    expect(
      after(
        ['ai.response_utterance', { utterance: 'Good' }],
        ['ai.completion', { text: 'Good morning.' }],
      ),
    ).to.deep.equal([{ speaker: 'Agent', text: 'Good morning.', final: true }]);
  });

  it('keep the pieces where the end comes without a text', () => {
    expect(
      after(['ai.response_utterance', { utterance: 'Good' }], ['ai.completion', {}]),
    ).to.deep.equal([{ speaker: 'Agent', text: 'Good', final: true }]);
  });

  it('replace what the caller says until it is understood', () => {
    expect(
      after(
        ['ai.partial_result', { text: 'I' }],
        ['ai.partial_result', { text: 'I scream' }],
        ['ai.speech_detect', { text: 'Ice cream {confidence=0.93}' }],
      ),
    ).to.deep.equal([{ speaker: 'Ada', text: 'Ice cream', final: true }]);
  });

  it('take back what turned out to be nothing', () => {
    expect(
      after(['ai.partial_result', { text: 'Hm' }], ['ai.speech_detect', { text: '' }]),
    ).to.deep.equal([]);
  });

  it('show both who speak into each other’s words, the last to speak below', () => {
    expect(
      after(
        ['ai.response_utterance', { utterance: 'As I said' }],
        ['ai.partial_result', { text: 'Wait' }],
      ).map(({ speaker }) => speaker),
    ).to.deep.equal(['Agent', 'Ada']);
  });

  it('leave out directions for the voice', () => {
    expect(
      after(['ai.completion', { text: '~LN(English (United States))-; Hello' }]),
    ).to.deep.equal([{ speaker: 'Agent', text: 'Hello', final: true }]);
  });

  it('keep the id of a caption while it changes, and give the next another', () => {
    const one = caption([], 'ai.response_utterance', { utterance: 'a' }, speakers);
    const two = caption(one, 'ai.completion', { text: 'a' }, speakers);
    const three = caption(two, 'ai.completion', { text: 'b' }, speakers);
    expect(two[0]?.id).to.equal(one[0]?.id);
    expect(three[1]?.id).not.to.equal(two[0]?.id);
  });
});
