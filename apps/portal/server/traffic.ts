import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Bytes that crossed this process's HTTP sockets since it started, headers included. */
export type Traffic = { requests: number; bytesIn: number; bytesOut: number };

/** How the health route, which Next bundles apart from this file, finds the counter. */
export const trafficSymbol = Symbol.for('valetkey.portal.traffic');

/** Counts a server's bytes on the sockets themselves, so that nothing escapes the count. */
export function countTraffic(server: Server): () => Traffic {
  const open = new Set<Socket>();
  let requests = 0;
  let closedIn = 0;
  let closedOut = 0;
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      closedIn += socket.bytesRead;
      closedOut += socket.bytesWritten;
    });
  });
  server.on('request', () => {
    requests += 1;
  });
  return () => {
    let bytesIn = closedIn;
    let bytesOut = closedOut;
    for (const socket of open) {
      bytesIn += socket.bytesRead;
      bytesOut += socket.bytesWritten;
    }
    return { requests, bytesIn, bytesOut };
  };
}
