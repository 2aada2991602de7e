import { createServer, type Socket } from 'node:net';

export type FakeClamd = {
  address: { host: string; port: number };
  /** What it says of itself; `null`: it takes connections and says nothing. */
  version: string | null;
  /** What it says of a file; `null`: it hangs up without a word. A promise keeps its caller waiting. */
  judge: (bytes: Buffer) => string | null | Promise<string | null>;
  /** Files with more bytes are cut off as clamd does it. */
  maxBytes: number;
  /** The files so far, as they arrived. */
  files: Buffer[];
  /** Lets everybody go, and takes nobody until `listen`. */
  stop: () => Promise<void>;
  listen: () => Promise<void>;
};

/** As much of clamd as a scanner's client sees: VERSION and INSTREAM, on a port of its own. */
export async function startFakeClamd(): Promise<FakeClamd> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    converse(fake, socket);
  });
  const listen = (port: number) =>
    new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
  await listen(0);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const { port } = address;
  const fake: FakeClamd = {
    address: { host: '127.0.0.1', port },
    version: 'ClamAV 1.4.3/27500/Sun Nov 29 08:00:00 2026',
    judge: () => 'stream: OK',
    maxBytes: Number.POSITIVE_INFINITY,
    files: [],
    listen: () => listen(port),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  return fake;
}

function converse(fake: FakeClamd, socket: Socket): void {
  let heard = Buffer.alloc(0);
  let isStream = false;
  const pieces: Buffer[] = [];
  let total = 0;
  const say = (text: string | null) => (text === null ? socket.destroy() : socket.end(`${text}\0`));

  socket.on('data', (piece) => {
    heard = Buffer.concat([heard, Buffer.from(piece)]);
    if (!isStream) {
      const end = heard.indexOf(0);
      if (end < 0) return;
      const command = heard.subarray(0, end).toString();
      heard = heard.subarray(end + 1);
      if (command === 'zVERSION') {
        if (fake.version !== null) say(fake.version);
        return;
      }
      if (command !== 'zINSTREAM') return void say('UNKNOWN COMMAND');
      isStream = true;
    }
    while (heard.length >= 4) {
      const length = heard.readUInt32BE(0);
      if (heard.length < 4 + length) return;
      pieces.push(heard.subarray(4, 4 + length));
      heard = heard.subarray(4 + length);
      total += length;
      if (total > fake.maxBytes) return void say('INSTREAM size limit exceeded. ERROR');
      if (length > 0) continue;
      const file = Buffer.concat(pieces);
      fake.files.push(file);
      void Promise.resolve(fake.judge(file)).then(say);
      return;
    }
  });
}
