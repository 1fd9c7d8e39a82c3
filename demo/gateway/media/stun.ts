import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const magicCookie = 0x2112a442;
const bindingRequest = 0x0001;
const bindingSuccess = 0x0101;
const xorMappedAddress = 0x0020;

/** A running STUN server. */
export interface Stun {
  readonly url: string;
  close(): void;
}

/**
 * A STUN server (RFC 8489) that does not tell the truth: it names an address of nobody. The SDK places
 * no call before it has a candidate other than the host's own, and browsers drop one that is the same
 * as the host's, as it would truly be on one machine. Nothing is ever sent to the made-up address in
 * earnest: the host's own candidate works at once.
 */
export const startStun = async (): Promise<Stun> => {
  const socket = createSocket('udp4');
  socket.on('message', (message, sender) => {
    if (message.length < 20 || message.readUInt16BE(0) !== bindingRequest) return;
    if (message.readUInt32BE(4) !== magicCookie) return;
    const answer = Buffer.alloc(32);
    answer.writeUInt16BE(bindingSuccess, 0);
    answer.writeUInt16BE(12, 2); // length of what follows the header
    message.copy(answer, 4, 4, 20); // cookie and transaction id
    answer.writeUInt16BE(xorMappedAddress, 20);
    answer.writeUInt16BE(8, 22);
    answer.writeUInt8(1, 25); // IPv4
    answer.writeUInt16BE(sender.port ^ (magicCookie >>> 16), 26);
    answer.writeUInt32BE((nobody ^ magicCookie) >>> 0, 28);
    socket.send(answer, sender.port, sender.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  // Not a reason for the process to go on.
  socket.unref();
  return { url: `stun:127.0.0.1:${socket.address().port}`, close: () => socket.close() };
};

/** 192.0.0.9, which no host has (RFC 7723 gives it to a service that is not here). */
const nobody = 0xc0000009;
