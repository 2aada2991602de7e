import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOf } from '../clients.ts';
import { makePng } from '../makeFile.ts';
import { endReviewOf } from '../profiles.ts';
import { uploadFile, waitForDownload } from '../transfer.ts';

/* A profile that asks for two people and has reasons of its own. */
const profile = `two-${Date.now()}`;
const [alice, rita, lea, ada] = [clientOf('alice'), clientOf('rita'), clientOf('lea'), clientOf('ada')];
const settings = {
  label: 'Contracts',
  maxSizeBytes: 1_000_000,
  maxBytes: null,
  maxFiles: null,
  kinds: ['images'],
  isReviewRequired: true,
  isSecondApprovalRequired: true,
  reasonCodes: [{ code: 'NOT_OURS', label: 'This is not for us' }],
  retentionDays: null,
};

const of = (id: string) => `/api/review/files/${id}`;
const approve = { version: 1, decision: 'approve' };
const problem = (status: number, code: string) => ({ status, json: { code } });

async function handIn(documentId?: string): Promise<string> {
  const file = { name: 'contract.png', contentType: 'image/png', profile, ...(documentId && { documentId }) };
  const { key } = await uploadFile(alice, file, makePng(10));
  await waitForDownload(alice, key);
  return key;
}

beforeAll(async () => {
  const made = await ada.post('/api/admin/profiles', { name: profile, ...settings });
  expect(made.status, made.text).toBe(201);
});
afterAll(() => endReviewOf(profile));

describe('a file that two people approve', () => {
  it('waits for a lead or an administrator after the first, and its owner is told nothing of it', async () => {
    const id = await handIn();
    const first = await rita.post(`${of(id)}/decision`, { ...approve, message: 'Fine with me.' });
    expect(first.json).toMatchObject({ review: 'awaiting_second', isSecondApprovalRequired: true });
    const own = await alice.get(`/api/files/${id}`);
    expect(own.json).toMatchObject({
      review: 'in_review',
      outcome: null,
      versions: [{ review: 'in_review' }],
    });
    const listed = await alice.get('/api/files?review=in_review&limit=100');
    expect(listed.json.files).toContainEqual(expect.objectContaining({ id, review: 'in_review' }));
    expect(await alice.get('/api/files?review=awaiting_second')).toMatchObject(problem(400, 'INVALID_QUERY'));
    expect((await alice.get(`/api/files/${id}/history`)).text).not.toMatch(/approved|second/);
    const waiting = await rita.get('/api/review/files?review=awaiting_second&limit=100&sort=-createdAt');
    expect(waiting.json.files).toContainEqual(expect.objectContaining({ id }));

    for (const path of ['claim', 'decision'] as const)
      expect(await rita.post(`${of(id)}/${path}`, path === 'claim' ? {} : approve), path).toMatchObject(
        problem(409, 'SECOND_APPROVAL_REQUIRED'),
      );
    expect(await lea.post(`${of(id)}/assign`, { assignee: 'ravi@example.com' })).toMatchObject(
      problem(409, 'SECOND_APPROVAL_REQUIRED'),
    );
    expect(await lea.post(`${of(id)}/decision`, { ...approve, version: 2 })).toMatchObject(
      problem(409, 'STALE'),
    );
    const second = await lea.post(`${of(id)}/decision`, { ...approve, isSecond: true });
    expect(second.json).toMatchObject({ review: 'approved', decisions: [{ version: 1 }, { version: 1 }] });
    expect((await alice.get(`/api/files/${id}`)).json).toMatchObject({
      review: 'approved',
      outcome: { decision: 'approve' },
    });
  });

  it('lets exactly one second decision through of many at once', async () => {
    const id = await handIn();
    expect((await rita.post(`${of(id)}/decision`, approve)).status).toBe(200);
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? lea : ada).post(`${of(id)}/decision`, { ...approve, isSecond: true }),
      ),
    );
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(replies.filter(({ status }) => status === 409)).toHaveLength(19);
  });

  it('starts again with a new version, and is rejected by the second with a reason of its profile', async () => {
    const id = await handIn();
    expect((await lea.post(`${of(id)}/decision`, approve)).json.review).toBe('awaiting_second');
    expect(await lea.post(`${of(id)}/decision`, approve)).toMatchObject(
      problem(409, 'SECOND_APPROVAL_REQUIRED'),
    );
    await handIn(id);
    const again = { version: 2, decision: 'approve' };
    expect((await lea.post(`${of(id)}/decision`, again)).json.review).toBe('awaiting_second');
    const reject = { version: 2, decision: 'reject', isSecond: true };
    expect((await ada.get(of(id))).json.reasonCodes).toEqual(settings.reasonCodes);
    expect(await ada.post(`${of(id)}/decision`, { ...reject, reasonCode: 'NOT_SIGNED' })).toMatchObject(
      problem(400, 'INVALID_BODY'),
    );
    expect((await ada.post(`${of(id)}/decision`, { ...reject, reasonCode: 'NOT_OURS' })).json.review).toBe(
      'rejected',
    );
    expect((await alice.get(`/api/files/${id}`)).json.outcome).toMatchObject({
      reasonCode: 'NOT_OURS',
      reasonLabel: 'This is not for us',
    });
  });
});
