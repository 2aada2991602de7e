import { open } from 'node:fs/promises';
import { type ArchiveReport, type ArchiveTask, archiveTask } from './archiveReport';
import { createByteSource, MissingBytes } from './ByteSource';
import { streamOf } from './byteStreams';
import { readGzip } from './readGzip';
import { isTarHeader, readTar } from './readTar';
import { readZip } from './readZip';

/*
 * Runs contained, over archives of strangers: lists their entries from headers, and unpacks nothing to anywhere. Told what to do by
 * its first argument, answers with one line of JSON.
 */

async function list({ format, size, pieces }: ArchiveTask): Promise<ArchiveReport> {
  const opened = await Promise.all(
    pieces.map(async ({ file, ...piece }) => ({ ...piece, handle: await open(file) })),
  );
  const source = createByteSource(size, opened);
  switch (format) {
    case 'zip':
      return { listing: await readZip(source) };
    case 'gzip':
      return { listing: await readGzip(source, pieces[0]?.file ?? '') };
    case 'tar': {
      const stream = streamOf(source);
      const first = await stream.read(512);
      if (!isTarHeader(first) && !first.every((byte) => byte === 0)) throw new Error('not a TAR archive');
      return { listing: await readTar(stream, { first, format: 'tar' }) };
    }
  }
}

function problemOf(error: unknown): ArchiveReport {
  if (error instanceof MissingBytes) return { needs: error.range };
  process.stderr.write(`${error instanceof Error ? error.message : 'unknown'}\n`);
  return { problem: 'unreadable' };
}

async function answer(task: ArchiveTask): Promise<void> {
  process.stdout.write(JSON.stringify(await list(task).catch(problemOf)));
}

void answer(archiveTask.parse(JSON.parse(process.argv[2] ?? '')));
