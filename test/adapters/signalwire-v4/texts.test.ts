import { expect } from '@open-wc/testing';
import { Texts, type Writers } from '../../../src/adapters/signalwire-v4/texts.js';
import type { CallText } from '../../../src/core/call/call-state.js';

let count = 0;
/** An event of the service. */
const message = (fields: Record<string, unknown>): { event_type: string; params: object } => ({
  event_type: 'conversation.message',
  params: { id: String((count += 1)), subtype: 'chat', group_id: 'ours', ...fields },
});

const setup = (
  peer: Writers['peer'] = { id: 'ben', name: 'Ben', room: false },
): ((fields: Record<string, unknown>) => [string, string, boolean][] | undefined) => {
  const texts = new Texts(
    () => ({ own: ['ada'], ownName: 'Ada', peer }),
    () => 7,
  );
  const view = ({ from, text, own }: CallText): [string, string, boolean] => [from, text, own];
  return (fields) => texts.read(message(fields) as never)?.map(view);
};

describe('the texts of a call', () => {
  it('tell ours from theirs', () => {
    const read = setup();
    read({ from_fabric_address_id: 'ada', text: 'Hello' });
    expect(read({ from_fabric_address_id: 'ben', text: 'Hi' })).to.deep.equal([
      ['Ada', 'Hello', true],
      ['Ben', 'Hi', false],
    ]);
  });

  it('leave out other conversations of the same user', () => {
    const read = setup();
    expect(read({ from_fabric_address_id: 'eve', text: 'Psst' })).to.equal(undefined);
    read({ from_fabric_address_id: 'ben', text: 'Hi' });
    const elsewhere = { from_fabric_address_id: 'ada', group_id: 'other', text: 'Not here' };
    expect(read(elsewhere)).to.equal(undefined);
  });

  it('take everybody’s in a room', () => {
    const read = setup({ id: 'lobby', name: 'Lobby', room: true });
    expect(read({ from_fabric_address_id: 'eve', user_name: 'Eve', text: 'Hi' })).to.deep.equal([
      ['Eve', 'Hi', false],
    ]);
  });

  it('take each once', () => {
    const read = setup();
    read({ id: 'same', from_fabric_address_id: 'ben', text: 'Hi' });
    expect(read({ id: 'same', from_fabric_address_id: 'ben', text: 'Hi' })).to.equal(undefined);
  });

  it('are no notes of the service', () => {
    expect(setup()({ subtype: 'log', from_fabric_address_id: 'ben', text: 'x' })).to.equal(
      undefined,
    );
  });
});
