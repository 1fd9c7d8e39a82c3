import { expect } from '@open-wc/testing';
import { define } from '../src/define.js';

describe('define', () => {
  it('registers an element', () => {
    class First extends HTMLElement {}
    define('x-first', First);
    expect(customElements.get('x-first')).to.equal(First);
  });

  it('leaves a tag as it is that another copy has registered', () => {
    class Mine extends HTMLElement {}
    class Theirs extends HTMLElement {}
    customElements.define('x-taken', Theirs);
    define('x-taken', Mine);
    define('x-taken', Theirs);
    expect(customElements.get('x-taken')).to.equal(Theirs);
  });
});
