import { spawn } from 'node:child_process';
import { rm, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { z } from 'zod';
import { defineProcessor, type Processor, type ProcessorWork } from '@/shared/processors/index.server';

/* What operators may get wrong, and what a hostile file may make of their code, for the tests of processors. */

/** Of the second kind nothing is read by anybody else. */
const accepts = { contentTypes: ['text/plain', 'application/rtf'], profiles: ['default'] };
const output = z.object({ text: z.string() });

const define = (name: string, run: (work: ProcessorWork) => Promise<unknown>, more: object = {}): Processor =>
  defineProcessor({
    name,
    title: `The ${name}`,
    accepts,
    output,
    run: run as (work: ProcessorWork) => Promise<{ text: string }>,
    ...more,
  });

/** Streams the file, says what it saw, and keeps something. */
export const counter = defineProcessor({
  name: 'counter',
  version: 3,
  title: 'Counted',
  labels: { bytes: 'Bytes', words: 'Words', no_words: 'There is no word in it.' },
  accepts: { contentTypes: ['text/*', 'application/rtf'], extensions: ['txt'] },
  output: z.object({
    bytes: z.number(),
    name: z.string().nullable(),
    words: z.array(z.object({ word: z.string(), count: z.number() })),
  }),
  derivatives: { list: 'text/csv' },
  events: ['many_words'],
  async run({ file, stream, lines, read, addDerivative, emit, refuse, log }) {
    let bytes = 0;
    for await (const piece of stream()) bytes += piece.byteLength;
    const counts = new Map<string, number>();
    for await (const line of lines())
      for (const word of line.match(/[a-z]+/gi) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
    if (counts.size === 0) refuse('no_words');
    if (counts.size > 2) emit('many_words', { words: counts.size });
    log('counted', { words: counts.size, first: (await read({ start: 0, length: 1 }))[0] ?? 0 });
    await addDerivative('list', new TextEncoder().encode([...counts.keys()].join('\n')));
    return { bytes, name: file.name, words: [...counts].map(([word, count]) => ({ word, count })) };
  },
});

/** Waits for another one and uses what it came to. */
export const dependent = defineProcessor({
  name: 'dependent',
  title: 'Longest',
  accepts,
  needs: ['processor:counter', 'extraction', 'derivative:thumb'],
  output: z.object({ longest: z.string().nullable() }),
  async run({ results }) {
    const words = results.counter?.words;
    const all = Array.isArray(words) ? words.map(({ word }) => String(word)) : [];
    return { longest: all.toSorted((a, b) => b.length - a.length)[0] ?? null };
  },
});

/** Done by another system. */
const remote = defineProcessor({
  name: 'remote',
  title: 'Elsewhere',
  accepts,
  output,
  handOff: { hours: 2 },
});

export const testProcessors: readonly Processor[] = [
  counter,
  dependent,
  remote,
  define('silent', async () => null, { derivatives: { list: 'text/csv' } }),
  define('thrower', async () => {
    throw new TypeError('alice@example.com wrote SECRET-OF-THE-FILE');
  }),
  define('knot', async () => {
    const knot: Record<string, unknown> = { text: 'x' };
    knot.self = knot;
    return knot;
  }),
  define('flood', async () => ({ text: 'x'.repeat(2 * 1024 ** 2) })),
  define('speaker', async ({ refuse }) => refuse('No total: alice@example.com')),
  define('excuse', async ({ refuse }) => refuse('processor_failed')),
  define('crier', async ({ emit }) => emit('cried', { tears: Number.NaN }), { events: ['cried'] }),
  define('liar', async () => ({ text: 1 })),
  define('deep', async () => ({ text: 'x', more: { deeper: true } }), { output: z.looseObject({}) }),
  define('endless', () => new Promise((resolve) => setInterval(() => {}, 10 ** 6) && void resolve), {
    limits: { seconds: 1 },
  }),
  define(
    'spinner',
    async () => {
      for (;;);
    },
    { limits: { seconds: 1 } },
  ),
  define(
    'hoarder',
    async () => {
      const kept = [];
      for (;;) kept.push(Buffer.alloc(16 * 1024 ** 2, 1));
    },
    { limits: { memoryMebibytes: 256, seconds: 20 } },
  ),
  define(
    'army',
    async () => {
      const hoard = 'const all = []; setInterval(() => all.push(Buffer.alloc(8 * 1024 ** 2, 1)), 20)';
      for (let one = 0; one < 6; one += 1) spawn(process.execPath, ['-e', hoard], { stdio: 'ignore' });
      await new Promise(() => setInterval(() => {}, 10 ** 6));
    },
    { limits: { memoryMebibytes: 512, seconds: 60 } },
  ),
  define('chatty', async () => {
    console.log(JSON.stringify({ outcome: 'done', output: { text: 'printed' } }));
    return { text: 'returned' };
  }),
  define(
    'linker',
    async ({ addDerivative }) => {
      await addDerivative('file', new TextEncoder().encode('x'));
      await rm('derivative-file');
      await symlink('/etc/hostname', 'derivative-file');
      return { text: 'x' };
    },
    { derivatives: { file: 'text/csv' } },
  ),
  define(
    'forger',
    async ({ addDerivative }) => {
      await addDerivative('picture', new TextEncoder().encode('<svg onload="alert(1)"/>'));
      return { text: 'x' };
    },
    { derivatives: { picture: 'image/png' } },
  ),
  define('usurper', async () => {
    await writeFile('answer.json', 'x'.repeat(2 * 1024 ** 2));
    process.exit(0);
  }),
  define('crasher', async () => {
    process.kill(process.pid, 'SIGSEGV');
    await new Promise(() => {});
  }),
  define('caller', async () => {
    const hasSecrets = Object.keys(process.env).some((name) => /DATABASE|SECRET|S3_|AUTH/.test(name));
    const isReached = await new Promise((resolve) => {
      const socket = connect({ host: '127.0.0.1', port: 65_000 }, () => resolve('reached'));
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    });
    return { text: `${hasSecrets ? 'secrets' : 'no secrets'} ${isReached}` };
  }),
];
