import { expect } from '@open-wc/testing';
import { MessageRange } from '../../../src/elements/rt-chat/message-range.js';
import { manyMessages } from './fake-room.js';

const of = (range: MessageRange): [number, number] => [range.start, range.end];

describe('MessageRange', () => {
  it('is empty at first', () => {
    expect(of(new MessageRange())).to.deep.equal([0, 0]);
  });

  it('holds all of few, and the newest 150 of many', () => {
    const range = new MessageRange();
    range.follow(manyMessages(3), true);
    expect(of(range)).to.deep.equal([0, 3]);
    range.follow(manyMessages(1_000), true);
    expect(of(range)).to.deep.equal([850, 1_000]);
  });

  it('stays where it is when older and newer ones come', () => {
    const range = new MessageRange();
    range.follow(manyMessages(300), true);
    range.older(manyMessages(300));
    expect(of(range)).to.deep.equal([50, 300]);
    range.follow(manyMessages(320, -10), false);
    expect(of(range)).to.deep.equal([60, 310]);
  });

  it('stops taking in newer ones when it is full', () => {
    const range = new MessageRange();
    range.follow(manyMessages(200), true);
    range.follow(manyMessages(900), false);
    expect(of(range)).to.deep.equal([50, 300]);
    expect(range.newer(manyMessages(900))).to.be.true;
    expect(of(range)).to.deep.equal([150, 400]);
  });

  it('drops what is far behind on the way up', () => {
    const range = new MessageRange();
    const messages = manyMessages(1_000);
    range.follow(messages, true);
    for (let n = 0; n < 4; n += 1) range.older(messages);
    expect(of(range)).to.deep.equal([450, 700]);
    range.follow(manyMessages(1_010), false);
    expect(of(range)).to.deep.equal([450, 700]);
  });

  it('knows where there is no more', () => {
    const range = new MessageRange();
    const messages = manyMessages(150);
    range.follow(messages, true);
    expect(range.older(messages)).to.be.false;
    expect(range.newer(messages)).to.be.false;
  });

  it('takes the oldest there are when its own beginning is gone', () => {
    const range = new MessageRange();
    range.follow(manyMessages(100), true);
    range.follow(manyMessages(100, 50), false);
    expect(range.start).to.equal(0);
  });

  it('begins anew in another room', () => {
    const range = new MessageRange();
    range.follow(manyMessages(500), true);
    range.follow([], true);
    expect(of(range)).to.deep.equal([0, 0]);
  });
});
