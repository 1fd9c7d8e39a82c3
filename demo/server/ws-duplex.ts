import { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';

/**
 * A WebSocket as a stream of bytes. What was written in one go leaves as one frame: with ws's own
 * `createWebSocketStream` a single MQTT packet is six frames.
 */
export const wsDuplex = (socket: WebSocket): Duplex => {
  const send = (bytes: Buffer, done: (error?: Error | null) => void): void => {
    // A packet for a socket that has just closed has nowhere to go; "close" tells the reader.
    if (socket.readyState === socket.OPEN) socket.send(bytes, { binary: true }, done);
    else done();
  };
  const stream = new Duplex({
    read() {
      // Nothing to ask for: ws hands over what arrives.
    },
    write(chunk: Buffer, _encoding, done) {
      send(chunk, done);
    },
    writev(chunks, done) {
      send(Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer)), done);
    },
    final(done) {
      socket.close();
      done();
    },
    destroy(error, done) {
      // close(), not terminate(): a DISCONNECT written just before must still arrive.
      socket.close();
      done(error);
    },
  });
  socket.on('message', (data: RawData) => stream.push(data));
  socket.on('close', () => stream.destroy());
  socket.on('error', (error) => stream.destroy(error));
  return stream;
};
