import { expect } from '@open-wc/testing';
import { fit, type Control } from '../../../src/ui/call/controls.js';

const all = ['a', 'b', 'c', 'd'].map((id): Control => ({
  id,
  icon: 'hold',
  text: id,
  run: () => undefined,
}));
const ids = (slots: number): string[] => {
  const { shown, rest } = fit(all, slots);
  return [shown, rest].map((some) => some.map(({ id }) => id).join(''));
};

describe('the controls of a bar', () => {
  it('are all there where they fit', () => {
    expect(ids(4)).to.deep.equal(['abcd', '']);
    expect(ids(9)).to.deep.equal(['abcd', '']);
  });

  it('make room for “More” where they don’t, those that matter least first', () => {
    expect(ids(3)).to.deep.equal(['ab', 'cd']);
    expect(ids(1)).to.deep.equal(['', 'abcd']);
  });
});
