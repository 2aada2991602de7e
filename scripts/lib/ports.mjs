import { createServer } from 'node:net';

// Below the range from which systems take ports for outgoing connections, so that a remembered one is free the next time.
const FIRST_PORT = 20_000;
const LAST_PORT = 31_999;

/**
 * Why nobody can listen on this port: the error's code, or `null` when it is free on every one of the hosts that exists.
 * @param {number} port @param {readonly string[]} [hosts]
 */
export async function portProblem(port, hosts = ['127.0.0.1', '::1']) {
  for (const host of hosts) {
    const code = await new Promise((resolve) => {
      const probe = createServer();
      probe.once('error', (error) => resolve(error.code));
      probe.listen({ port, host }, () => probe.close(() => resolve(null)));
    });
    if (code !== null && code !== 'EADDRNOTAVAIL' && code !== 'EAFNOSUPPORT') return code;
  }
  return null;
}

/** A free port that is none of `taken`. */
export async function chooseFreePort(taken, random = Math.random) {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = FIRST_PORT + Math.floor(random() * (LAST_PORT - FIRST_PORT + 1));
    if (!taken.has(port) && (await portProblem(port)) === null) return port;
  }
  throw new Error(`No free port found between ${FIRST_PORT} and ${LAST_PORT}.`);
}
