import type { Upload, UploadTotals } from 'valetkey/client';
import { describe, expect, it } from 'vitest';
import { describeMilestone, describeSpeed, describeTotals, describeUpload } from './describeUpload';
import { orderQueue } from './orderQueue';

const upload: Upload = {
  id: '1',
  name: 'a.pdf',
  path: null,
  sizeBytes: 10_000_000,
  contentType: 'application/pdf',
  state: 'uploading',
  sentBytes: 4_000_000,
  progress: 0.4,
  bytesPerSecond: 2_000_000,
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
  sizeBytes: 40_000_000,
  sentBytes: 14_000_000,
  progress: 0.35,
  bytesPerSecond: 2_000_000,
  remainingSeconds: 13,
};

describe('the words of the queue', () => {
  it('says what happens to one upload', () => {
    expect(describeUpload(upload)).toBe('Uploading 40% of 10 MB · 2.0 MB/s · 3 seconds left');
    expect(describeUpload({ ...upload, state: 'paused' })).toBe('Paused at 40% of 10 MB');
  });

  it('says how far everything is', () => {
    expect(describeTotals(totals)).toBe('Uploading: 1 of 4 files done');
    expect(describeSpeed(totals)).toBe('14 MB of 40 MB · 2.0 MB/s · 13 seconds left');
    expect(describeTotals({ ...totals, active: 0, done: 4 })).toBe('4 files uploaded');
    expect(describeTotals({ ...totals, active: 0, done: 3, failed: 1 })).toBe('1 of 4 files not uploaded');
    expect(describeTotals({ ...totals, count: 1, active: 0, done: 0, failed: 1 })).toBe(
      '1 file not uploaded',
    );
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
      orderQueue(queue, 10)
        .map(({ id }) => id)
        .join(''),
    ).toBe('dcba');
    expect(
      orderQueue(queue, 2)
        .map(({ id }) => id)
        .join(''),
    ).toBe('dc');
  });
});
