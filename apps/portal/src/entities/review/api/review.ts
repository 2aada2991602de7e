import type { ReviewDecisionKind } from 'valetkey/protocol';
import { callApi, toSearch } from '@/shared/api';
import type {
  BulkOutcome,
  ReviewCounts,
  ReviewDetail,
  Reviewer,
  ReviewListQuery,
  ReviewOwner,
  ReviewPage,
} from '../model/ReviewFile';

type CallOptions = { signal?: AbortSignal };

const files = '/api/review/files';

/** One page of the queue, oldest first unless sorted otherwise. */
export function listReviewFiles(query: ReviewListQuery, options: CallOptions = {}): Promise<ReviewPage> {
  return callApi<ReviewPage>(`${files}${toSearch(query)}`, options);
}

export function readReviewCounts(options: CallOptions = {}): Promise<ReviewCounts> {
  return callApi<ReviewCounts>('/api/review/counts', options);
}

/** At most ten people with files whose name or address has this part. */
export async function findReviewOwners(q: string, options: CallOptions = {}): Promise<ReviewOwner[]> {
  const { owners } = await callApi<{ owners: ReviewOwner[] }>(
    `/api/review/owners${toSearch({ q })}`,
    options,
  );
  return owners;
}

/** Everything about one file; that it was opened is in the audit trail. */
export function readReviewFile(id: string, options: CallOptions = {}): Promise<ReviewDetail> {
  return callApi<ReviewDetail>(`${files}/${id}`, options);
}

/** Takes a file; on its own page by a lease, which ends soon after the page is gone. */
export function claimReviewFile(id: string, { isLease = false } = {}): Promise<ReviewDetail> {
  return callApi<ReviewDetail>(`${files}/${id}/claim`, { method: 'POST', body: { lease: isLease } });
}

/** Goes on holding what one holds. */
export function renewClaim(id: string): Promise<{ until: string }> {
  return callApi<{ until: string }>(`${files}/${id}/renew`, { method: 'POST', body: {} });
}

export function releaseReviewFile(id: string): Promise<ReviewDetail> {
  return callApi<ReviewDetail>(`${files}/${id}/release`, { method: 'POST', body: {} });
}

export function takeOverReviewFile(id: string, reason: string): Promise<ReviewDetail> {
  return callApi<ReviewDetail>(`${files}/${id}/take-over`, { method: 'POST', body: { reason, lease: true } });
}

/** Everybody to whom a file can be given. */
export async function listAssignees(options: CallOptions = {}): Promise<Reviewer[]> {
  const { reviewers } = await callApi<{ reviewers: Reviewer[] }>('/api/review/reviewers', options);
  return reviewers;
}

/** Who reviews such a file and can be mentioned in a comment on it. */
export async function listMentionable(id: string, options: CallOptions = {}): Promise<Reviewer[]> {
  const { reviewers } = await callApi<{ reviewers: Reviewer[] }>(`${files}/${id}/mentionable`, options);
  return reviewers;
}

/** Gives a file to somebody; what a third person holds only with a reason. */
export function assignReviewFile(id: string, assignee: string, reason: string): Promise<ReviewDetail> {
  const body = { assignee, ...(reason !== '' && { reason }) };
  return callApi<ReviewDetail>(`${files}/${id}/assign`, { method: 'POST', body });
}

export function reopenReviewFile(id: string, reason: string): Promise<ReviewDetail> {
  return callApi<ReviewDetail>(`${files}/${id}/reopen`, { method: 'POST', body: { reason, lease: true } });
}

/** Keeps a file for legal reasons, or lets go of it again. */
export function changeLegalHold(id: string, change: 'hold' | 'lift', reason: string): Promise<ReviewDetail> {
  return callApi<ReviewDetail>(`${files}/${id}/${change}`, { method: 'POST', body: { reason } });
}

export type DecisionInput = {
  version: number;
  decision: ReviewDecisionKind;
  /** Which of the two that some versions need; 409 when it would be the other one. */
  isSecond?: boolean;
  reasonCode?: string | null;
  message?: string | null;
  note?: string | null;
};

export function decideReviewFile(id: string, decision: DecisionInput): Promise<ReviewDetail> {
  return callApi<ReviewDetail>(`${files}/${id}/decision`, { method: 'POST', body: decision });
}

/** What is done to many files: nothing but what can be done to each of them alone. */
export type BulkWork =
  | { action: 'claim' | 'release' }
  | ({ action: 'decide' } & Omit<DecisionInput, 'version'>)
  | { action: 'assign'; assignee: string; reason?: string }
  | { action: 'hold'; change: 'hold' | 'lift'; reason: string };

const bulkPaths = {
  claim: '/api/review/bulk',
  release: '/api/review/bulk',
  decide: '/api/review/bulk',
  assign: '/api/review/bulk/assign',
  hold: '/api/review/bulk/hold',
} as const satisfies Record<BulkWork['action'], string>;

/** Does it to at most 500 files; a file that is refused takes nothing from the others. */
export async function bulkReviewFiles(
  work: BulkWork,
  given: readonly { id: string; version: number }[],
): Promise<BulkOutcome[]> {
  const { action, ...rest } = work;
  const path = bulkPaths[action];
  const { outcomes } = await callApi<{ outcomes: BulkOutcome[] }>(path, {
    method: 'POST',
    body: {
      ...rest,
      ...(path === '/api/review/bulk' && { action }),
      files: given.map(({ id, version }) => (action === 'decide' ? { id, version } : { id })),
    },
  });
  return outcomes;
}

/** The reasons for not approving that all of these profiles know. */
export async function listReasons(
  profiles: readonly string[],
  options: CallOptions = {},
): Promise<{ code: string; label: string }[]> {
  const query = new URLSearchParams({ profile: profiles.join(',') });
  const { reasons } = await callApi<{ reasons: { code: string; label: string }[] }>(
    `/api/review/reasons?${query}`,
    options,
  );
  return reasons;
}

/** Opens a file beside one's scope for an hour. */
export function breakGlass(id: string, reason: string): Promise<{ until: string }> {
  return callApi<{ until: string }>(`${files}/${encodeURIComponent(id)}/break-glass`, {
    method: 'POST',
    body: { reason },
  });
}

/** Says something to the team; the owner never sees it. */
export function commentReviewFile(id: string, text: string): Promise<ReviewDetail> {
  return callApi<ReviewDetail>(`${files}/${id}/comments`, { method: 'POST', body: { text } });
}

/** A URL of the file itself, for a few minutes; the reason is in the audit trail. */
export function getOriginalUrl(id: string, reason: string, version?: number): Promise<{ signedUrl: string }> {
  return callApi<{ signedUrl: string }>(`${files}/${id}/original${toSearch({ reason, version })}`);
}
