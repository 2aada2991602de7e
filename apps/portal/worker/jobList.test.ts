import { ValetKeyError } from 'valetkey/protocol';
import { expect, test, vi } from 'vitest';
import { type JobContext, jobList } from './jobList';

function context(overrides: Partial<JobContext['tools']> = {}): JobContext {
  return {
    requestId: 'job-1-1',
    signal: new AbortController().signal,
    isLastAttempt: false,
    tools: {
      valetKey: {
        settle: vi.fn(),
        verify: vi.fn().mockResolvedValue({ state: 'available' }),
        sweep: vi.fn().mockResolvedValue({ settled: 1 }),
        rescan: vi.fn(),
        derive: vi.fn(),
        extract: vi.fn(),
      },
      makers: {
        pictures: { plan: () => [], make: async () => [] },
        documents: { plan: () => [], make: async () => [] },
        previews: { plan: () => [], make: async () => [] },
      },
      extractor: { plan: () => null, extract: async () => ({ state: 'failed', reason: 'unreadable' }) },
      readBeginning: vi.fn().mockResolvedValue(new Date('2025-01-01T00:00:00Z')),
      noteSweep: vi.fn(),
      noteComparison: vi.fn(),
      deleteExpiredRows: vi.fn(),
      rollUpInsight: vi.fn(),
      processing: { process: vi.fn(), endExpired: vi.fn() },
      outcomeMails: { send: vi.fn() },
      requestMails: { send: vi.fn(), remind: vi.fn() },
      mentionMails: { send: vi.fn() },
      planReminders: vi.fn(),
      exceptionMails: { send: vi.fn() },
      notifier: { deliver: vi.fn(), deleteOldDeliveries: vi.fn() },
      clock: () => new Date('2026-01-01T00:00:00Z'),
      ...overrides,
    },
  };
}

test('verify hands over the upload id and nothing a queue could have been made to carry', async () => {
  const inUse = context();
  await jobList.verify({ uploadId: 'abc' }, inUse);
  expect(inUse.tools.valetKey.verify).toHaveBeenCalledWith('abc', {
    signal: inUse.signal,
    requestId: 'job-1-1',
  });
  for (const payload of [null, {}, { uploadId: 1 }, { uploadId: 'abc', key: 'files/x' }])
    await expect(jobList.verify(payload, context())).rejects.toThrow();
});

test('an arrival that is none ends its job, and a store that is away does not', async () => {
  const inUse = context();
  const settle = vi.mocked(inUse.tools.valetKey.settle);
  for (const code of ['NOT_UPLOADED', 'NOT_FOUND', 'SIZE_MISMATCH', 'UPLOAD_EXPIRED'] as const) {
    settle.mockRejectedValueOnce(new ValetKeyError(code, 'as the settling says'));
    await jobList.settle({ uploadId: 'abc' }, inUse);
  }
  expect(settle).toHaveBeenLastCalledWith('abc', { signal: inUse.signal, requestId: 'job-1-1' });
  settle.mockRejectedValueOnce(new ValetKeyError('STORE_UNAVAILABLE', 'later'));
  await expect(jobList.settle({ uploadId: 'abc' }, inUse)).rejects.toThrow('later');
});

test('a failed verification fails its job, so that the queue tries again', async () => {
  const failing = context({
    valetKey: {
      verify: vi.fn().mockRejectedValue(new Error('store down')),
      settle: vi.fn(),
      sweep: vi.fn(),
      rescan: vi.fn(),
      derive: vi.fn(),
      extract: vi.fn(),
    },
  });
  await expect(jobList.verify({ uploadId: 'abc' }, failing)).rejects.toThrow('store down');
});

test('a file that another attempt is at work on keeps its job, in case that attempt dies', async () => {
  const verify = vi.fn().mockResolvedValue({ state: 'verifying' });
  const late = context({
    valetKey: { verify, settle: vi.fn(), sweep: vi.fn(), rescan: vi.fn(), derive: vi.fn(), extract: vi.fn() },
  });
  await expect(jobList.verify({ uploadId: 'abc' }, late)).rejects.toThrow('another attempt');
});

test.each([
  ['derive', 'pictures'],
  ['print', 'documents'],
  ['transcode', 'previews'],
] as const)('%s hands over the upload and what makes %s', async (job, work) => {
  const inUse = context();
  await jobList[job]({ uploadId: 'abc' }, inUse);
  expect(inUse.tools.valetKey.derive).toHaveBeenCalledWith('abc', inUse.tools.makers[work], {
    signal: inUse.signal,
    requestId: 'job-1-1',
  });
});

test('extract hands over the upload and what reads out of it', async () => {
  const inUse = context();
  await jobList.extract({ uploadId: 'abc' }, inUse);
  expect(inUse.tools.valetKey.extract).toHaveBeenCalledWith('abc', inUse.tools.extractor, {
    signal: inUse.signal,
    requestId: 'job-1-1',
  });
});

test('sweep accepts what the schedule adds to its payload', async () => {
  const inUse = context();
  await jobList.sweep({ _cron: { ts: '2026-01-01T00:00:00Z' } }, inUse);
  // Once a minute nobody lists a bucket.
  expect(inUse.tools.valetKey.sweep).toHaveBeenCalledWith({
    now: inUse.tools.clock(),
    signal: inUse.signal,
    isStoreListed: false,
  });
  expect(inUse.tools.noteSweep).toHaveBeenCalledWith({ settled: 1 }, 'job-1-1');
  expect(inUse.tools.deleteExpiredRows).toHaveBeenCalledOnce();
  expect(inUse.tools.notifier.deleteOldDeliveries).toHaveBeenCalledOnce();
  expect(inUse.tools.processing.endExpired).toHaveBeenCalledOnce();
});

test('reconcile lists the bucket, leaves alone what is older than the records, and says what it did and found gone', async () => {
  const inUse = context();
  let failures = 0;
  vi.mocked(inUse.tools.valetKey.sweep).mockImplementation(async (input) => {
    for (let version = 1; version <= 25; version += 1)
      input?.onMissing?.({ key: 'files/a', uploadId: 'u', fileId: 'f', version, state: 'available' });
    return { settled: 1, failures } as never;
  });
  await jobList.reconcile({ _cron: { ts: '2026-01-01T00:00:00Z' } }, inUse);
  expect(inUse.tools.valetKey.sweep).toHaveBeenCalledWith({
    now: inUse.tools.clock(),
    signal: inUse.signal,
    ownSince: new Date('2025-01-01T00:00:00Z'),
    onMissing: expect.any(Function),
  });
  const named = Array.from({ length: 20 }, (_, index) => `f version ${index + 1}`);
  const report = { settled: 1, failures: 0 };
  expect(inUse.tools.noteSweep).toHaveBeenCalledWith(report, 'job-1-1', named);
  const kept = Array.from({ length: 20 }, (_, index) => ({ fileId: 'f', version: index + 1 }));
  expect(inUse.tools.noteComparison).toHaveBeenCalledWith(report, kept, inUse.tools.clock());
  // What broke off is in the log, and not taken for a comparison.
  failures = 1;
  await jobList.reconcile({}, inUse);
  expect(inUse.tools.noteComparison).toHaveBeenCalledOnce();
});

test('process hands over which processor in which version', async () => {
  const inUse = context();
  const run = { uploadId: 'abc', processor: 'totals', version: 2 };
  await jobList.process(run, inUse);
  expect(inUse.tools.processing.process).toHaveBeenCalledWith(run, {
    signal: inUse.signal,
    requestId: 'job-1-1',
    isLastAttempt: false,
  });
});

test('notify hands over which message in which turn', async () => {
  const inUse = context();
  await jobList.notify({ deliveryId: 'abc', turn: 2 }, inUse);
  expect(inUse.tools.notifier.deliver).toHaveBeenCalledWith(
    { deliveryId: 'abc', turn: 2 },
    { signal: inUse.signal, requestId: 'job-1-1' },
  );
});

test('outcome hands over the decision', async () => {
  const inUse = context();
  await jobList.outcome({ decisionId: 'abc' }, inUse);
  expect(inUse.tools.outcomeMails.send).toHaveBeenCalledWith('abc', { requestId: 'job-1-1' });
});

test('a round of scanning again ends with the worker', async () => {
  const inUse = context();
  await jobList.rescan({ _cron: { ts: '2026-01-01T00:00:00Z' } }, inUse);
  expect(inUse.tools.valetKey.rescan).toHaveBeenCalledWith({ signal: inUse.signal });
});
