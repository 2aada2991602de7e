import { type Upload, UploadError, type UploadTotals } from 'valetkey/client';
import { describe, expect, it } from 'vitest';
import { describeMilestone, describeSpeed, describeTotals, describeUpload, mayRetry } from './describeUpload';
import { orderQueue } from './orderQueue';

const MiB = 1024 * 1024;
const online = { isOnline: true };
const offline = { isOnline: false };
const upload: Upload = {
  id: '1',
  name: 'a.pdf',
  path: null,
  sizeBytes: 10 * MiB,
  contentType: 'application/pdf',
  state: 'uploading',
  sentBytes: 4 * MiB,
  progress: 0.4,
  bytesPerSecond: 2 * MiB,
  remainingSeconds: 3,
  error: null,
  uploadId: null,
  key: null,
  storageState: null,
};
const totals: UploadTotals = {
  count: 4,
  done: 1,
  failed: 0,
  paused: 0,
  active: 3,
  sizeBytes: 40 * MiB,
  sentBytes: 14 * MiB,
  progress: 0.35,
  bytesPerSecond: 2 * MiB,
  remainingSeconds: 13,
};

describe('the words of the queue', () => {
  it('says what happens to one upload', () => {
    expect(describeUpload(upload, online)).toBe('Uploading 40% of 10 MB · 2 MB/s · 3 seconds left');
    expect(describeUpload({ ...upload, state: 'paused' }, online)).toBe('Paused at 40% of 10 MB');
  });

  it('says how far everything is', () => {
    expect(describeTotals(totals, online)).toBe('Uploading: 1 of 4 files done');
    expect(describeSpeed(totals, online)).toBe('14 MB of 40 MB · 2 MB/s · 13 seconds left');
    expect(describeTotals({ ...totals, active: 0, done: 4 }, online)).toBe('4 files uploaded');
    expect(describeTotals({ ...totals, active: 0, done: 3, failed: 1 }, online)).toBe(
      '1 of 4 files not uploaded',
    );
    expect(describeTotals({ ...totals, count: 1, active: 0, done: 0, failed: 1 }, online)).toBe(
      '1 file not uploaded',
    );
  });

  it('does not promise a speed without a connection', () => {
    expect(describeUpload(upload, offline)).toBe('Waiting for the connection · 40% of 10 MB');
    expect(describeTotals(totals, offline)).toBe('Waiting: 1 of 4 files done');
    expect(describeSpeed(totals, offline)).toBe('14 MB of 40 MB');
  });

  it('says why it failed, and offers no retry of what cannot change', () => {
    const failed = (code: ConstructorParameters<typeof UploadError>[0], status = 0) =>
      ({ ...upload, state: 'failed', error: new UploadError(code, 'words', { status }) }) as const;
    expect(describeUpload(failed('NETWORK'), online)).toBe('words');
    expect(describeUpload({ ...failed('TYPE_NOT_ALLOWED'), name: 'tool.exe' }, online)).toBe(
      'Files that end in .exe are not accepted.',
    );
    expect(describeUpload(failed('UNAUTHENTICATED', 401), online)).toMatch(/signed out/);
    expect([mayRetry(failed('NETWORK')), mayRetry(failed('FILE_TOO_LARGE')), mayRetry(upload)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('announces quarters and the end only', () => {
    expect(describeMilestone(totals)).toBe(describeMilestone({ ...totals, progress: 0.49 }));
    expect(describeMilestone({ ...totals, active: 0, done: 3, failed: 1 })).toBe(
      '3 of 4 files uploaded. 1 failed.',
    );
    expect(describeMilestone({ ...totals, count: 0 })).toBe('');
  });

  it('shows first what needs a person, and nothing cancelled', () => {
    const make = (id: string, state: Upload['state']) => ({ ...upload, id, state });
    const queue = [
      make('a', 'done'),
      make('b', 'queued'),
      make('c', 'uploading'),
      make('d', 'failed'),
      make('e', 'cancelled'),
    ];
    expect(
      orderQueue(queue, { limit: 10, doneLimit: 4 })
        .map(({ id }) => id)
        .join(''),
    ).toBe('dcba');
    expect(
      orderQueue(queue, { limit: 10, doneLimit: 3 })
        .map(({ id }) => id)
        .join(''),
    ).toBe('dcb');
  });
});
