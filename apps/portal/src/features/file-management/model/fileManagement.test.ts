import { describe, expect, it } from 'vitest';
import { ApiError } from '@/shared/api';
import { changeMany } from './changeMany';
import { downloadFiles } from './downloadFiles';
import { renameFile, splitName } from './renameFile';
import { uploadFiles } from './uploadFiles';
import { uploadNewVersion } from './uploadNewVersion';

const file = {
  id: 'f1',
  name: 'Lease.pdf',
  size: 1,
  contentType: 'application/pdf',
  category: 'document',
  path: null,
  state: 'available',
  review: 'unreviewed',
  isReviewRequired: true,
  version: 1,
  rejection: null,
  outcome: null,
  deletedAt: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
} as const;

describe('renameFile', () => {
  it('keeps the ending, whatever is typed', async () => {
    const sent: string[] = [];
    const send = async (_id: string, name: string) => {
      sent.push(name);
      return { ...file, name };
    };
    await renameFile(file, ' Lease 2026 ', { send });
    await renameFile(file, 'invoice.exe', { send });
    expect(sent).toEqual(['Lease 2026.pdf', 'invoice.exe.pdf']);
  });

  it('asks nobody when nothing changes, and refuses an empty name', async () => {
    const send = () => Promise.reject(new Error('must not be called'));
    expect(await renameFile(file, 'Lease', { send })).toBe(file);
    await expect(renameFile(file, '  ', { send })).rejects.toMatchObject({ code: 'INVALID_FILENAME' });
  });

  it('splits what has no ending, or is nothing but one', () => {
    expect(splitName('LICENSE')).toEqual({ stem: 'LICENSE', extension: '' });
    expect(splitName('.pdf')).toEqual({ stem: '.pdf', extension: '' });
  });
});

describe('changeMany', () => {
  const change = async () => [
    { id: 'a', status: 204 },
    { id: 'b', status: 404, code: 'NOT_FOUND' },
    { id: 'c', status: 409, code: 'INVALID_STATE' },
  ];

  it('tells what became of each, in words', async () => {
    const outcomes = await changeMany('restore', ['a', 'b', 'c'], { isGoneFine: false, change });
    expect(outcomes.map(({ id, error }) => [id, error instanceof ApiError ? error.message : error])).toEqual([
      ['a', null],
      ['b', 'It is not there any more.'],
      ['c', 'It is still being checked. Try again in a moment.'],
    ]);
  });

  it('is content when what is to be deleted is gone', async () => {
    const outcomes = await changeMany('delete', ['a', 'b', 'c'], { isGoneFine: true, change });
    expect(outcomes.map(({ error }) => error === null)).toEqual([true, true, false]);
  });
});

describe('downloadFiles', () => {
  it('goes on after one that fails, one at a time, with a pause between', async () => {
    const log: string[] = [];
    const outcomes = await downloadFiles(['a', 'b', 'c'], {
      download: async (key) => {
        log.push(key);
        if (key === 'b') throw new Error('no');
      },
      pause: async () => {
        log.push('pause');
      },
    });
    expect(log).toEqual(['a', 'pause', 'b', 'pause', 'c']);
    expect(outcomes.map(({ error }) => error === null)).toEqual([true, false, true]);
  });
});

describe('queueing', () => {
  const uploader = { add: (files: Iterable<unknown>) => [...files].map((one) => JSON.stringify(one)) };

  it('adds the profile only where one was chosen, and keeps the folders', () => {
    const one = { file: 'x' as unknown as File, path: 'a/b' };
    expect(uploadFiles(uploader, [one], null)).toEqual(['{"file":"x","path":"a/b"}']);
    expect(uploadFiles(uploader, [one], 'tax')).toEqual(['{"file":"x","path":"a/b","profile":"tax"}']);
  });

  it('names the document of a new version', () => {
    expect(uploadNewVersion(uploader, 'f1', 'x' as unknown as File)).toEqual([
      '{"file":"x","documentId":"f1"}',
    ]);
  });
});
