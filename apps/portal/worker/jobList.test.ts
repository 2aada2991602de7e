import { expect, test, vi } from 'vitest';
import { type JobContext, jobList } from './jobList';

function context(overrides: Partial<JobContext['tools']> = {}): JobContext {
  return {
    requestId: 'job-1-1',
    signal: new AbortController().signal,
    tools: {
      valetKey: { verify: vi.fn(), sweep: vi.fn() },
      deleteExpiredRows: vi.fn(),
      clock: () => new Date('2026-01-01T00:00:00Z'),
      ...overrides,
    },
  };
}

test('verify hands over the upload id and nothing a queue could have been made to carry', async () => {
  const inUse = context();
  await jobList.verify?.run({ uploadId: 'abc' }, inUse);
  expect(inUse.tools.valetKey.verify).toHaveBeenCalledWith('abc', {
    signal: inUse.signal,
    requestId: 'job-1-1',
  });
  for (const payload of [null, {}, { uploadId: 1 }, { uploadId: 'abc', key: 'files/x' }])
    await expect(jobList.verify?.run(payload, context())).rejects.toThrow();
});

test('a failed verification fails its job, so that the queue tries again', async () => {
  const failing = context({
    valetKey: { verify: vi.fn().mockRejectedValue(new Error('store down')), sweep: vi.fn() },
  });
  await expect(jobList.verify?.run({ uploadId: 'abc' }, failing)).rejects.toThrow('store down');
});

test('sweep accepts what the schedule adds to its payload', async () => {
  const inUse = context();
  await jobList.sweep?.run({ _cron: { ts: '2026-01-01T00:00:00Z' } }, inUse);
  expect(inUse.tools.valetKey.sweep).toHaveBeenCalledOnce();
  expect(inUse.tools.deleteExpiredRows).toHaveBeenCalledOnce();
});
