import type { RTCPeerConnection } from 'werift';

/**
 * Closes a connection, also in the middle of its handshake: werift 0.25 would go on repeating itself
 * for half a minute, and keep the process alive, unless it takes the handshake for done.
 */
export const closeConnection = async (connection: RTCPeerConnection): Promise<void> => {
  for (const { dtls } of connection.dtlsTransports) if (dtls) dtls.dtls.flight = Infinity;
  await connection.close();
};
