import { expect } from '@open-wc/testing';
import { Framer } from '../../src/mqtt/framer.js';
import { ConnectionError } from '../../src/protocol/errors.js';

const setup = () => {
  const framer = new Framer();
  const push = (...bytes: number[]) =>
    [...framer.push(Uint8Array.from(bytes))].map(({ header, body }) => [header, ...body]);
  return { framer, push };
};

describe('Framer', () => {
  it('gives a packet that fills a chunk', () => {
    const { push } = setup();
    expect(push(0x40, 2, 0, 7)).to.deep.equal([[0x40, 0, 7]]);
  });

  it('gives every packet of a chunk', () => {
    const { push } = setup();
    expect(push(0xd0, 0, 0x40, 2, 0, 7, 0xd0, 0)).to.deep.equal([[0xd0], [0x40, 0, 7], [0xd0]]);
  });

  it('waits for the rest of a packet, byte by byte', () => {
    const { push } = setup();
    const packet = [0x30, 0x81, 1, ...new Array<number>(129).fill(9)];
    for (const byte of packet.slice(0, -1)) expect(push(byte)).to.deep.equal([]);
    expect(push(9)).to.deep.equal([[0x30, ...packet.slice(3)]]);
  });

  it('gives what is whole and keeps the start of the next', () => {
    const { push } = setup();
    expect(push(0xd0, 0, 0x40)).to.deep.equal([[0xd0]]);
    expect(push(2, 0)).to.deep.equal([]);
    expect(push(7, 0xd0)).to.deep.equal([[0x40, 0, 7]]);
    expect(push(0)).to.deep.equal([[0xd0]]);
  });

  it('takes empty chunks', () => {
    const { push } = setup();
    expect(push()).to.deep.equal([]);
    expect(push(0xd0)).to.deep.equal([]);
    expect(push()).to.deep.equal([]);
    expect(push(0)).to.deep.equal([[0xd0]]);
  });

  it('does not copy a packet that came in one chunk', () => {
    const { framer } = setup();
    const chunk = Uint8Array.of(0x40, 2, 0, 7);
    expect([...framer.push(chunk)][0]?.body.buffer).to.equal(chunk.buffer);
  });

  it('puts a large packet together in time that grows with its size, not its square', () => {
    const { framer } = setup();
    const size = 2 * 1024 * 1024;
    const packets = [...framer.push(Uint8Array.of(0x30, 0x80, 0x80, 0x80, 1))];
    for (let sent = 0; sent < size; sent += 64) packets.push(...framer.push(new Uint8Array(64)));
    // Copying anew for each of the 32,768 chunks would move 34 GB and run into the time limit.
    expect(packets.map(({ body }) => body.length)).to.deep.equal([size]);
  });

  it('refuses a packet beyond 2 MiB as soon as its length is known', () => {
    const { push } = setup();
    expect(() => push(0x30, 0x81, 0x80, 0x80, 1))
      .to.throw(ConnectionError)
      .with.include({ code: 'connection/protocol', reason: 0x95 });
  });

  it('refuses a length of more than four bytes', () => {
    const { push } = setup();
    expect(() => push(0x30, 0x80, 0x80, 0x80, 0x80))
      .to.throw(ConnectionError)
      .with.include({ code: 'connection/protocol', reason: 0x81 });
  });
});
