import {
  canTransition,
  isDecided,
  type ReviewDecisionKind,
  type ReviewState,
  reviewDecisions,
  type StorageState,
} from '../src/protocol/index.ts';

/*
 * What the database should do, in memory and without a thought of concurrency: the storage and review tables, the current
 * version, claims, and the quota. `applyOperation` changes the model and says what a caller should be answered.
 */

export type ModelVersion = {
  uploadId: string;
  state: StorageState;
  stateBefore: StorageState | null;
  review: ReviewState;
  /** Whether two people have to approve it. */
  needsTwo: boolean;
  /** Who approved first, while it waits for the second. */
  first: string | null;
  declared: number;
  size: number | null;
  decisions: number;
};

export type ModelFile = {
  id: string;
  ownerId: string;
  /** Version 1 first. */
  versions: ModelVersion[];
  current: number | null;
  isTrashed: boolean;
  claim: { by: string; until: number } | null;
  comments: number;
  /** How many events there should be of each action. */
  events: Record<string, number>;
};

export type ModelQuota = { reserved: number; used: number; files: number };

export type ModelWorld = { file: ModelFile; quota: ModelQuota };

export type Operation =
  | { kind: 'reserve'; uploadId: string; size: number; isFirst: boolean; needsTwo: boolean }
  | { kind: 'move'; version: number; from: StorageState; to: StorageState; size: number | null }
  | { kind: 'trash' }
  | { kind: 'restore' }
  | { kind: 'purge' }
  | { kind: 'claim' | 'release' | 'takeOver' | 'reopen' | 'comment'; by: string }
  | { kind: 'assign'; by: string; to: string }
  | { kind: 'decide'; by: string; version: number; decision: ReviewDecisionKind; isSecond: boolean | null }
  /** Past the board, straight at the table. */
  | { kind: 'forceReview'; version: number; to: ReviewState };

/** `done`, `moved on` (a conditional update that found another state), or the code of the refusal. */
export type Result = string;

export const modelQuota = { maxBytes: 150, maxFiles: 4 };
export const claimMilliseconds = 30 * 60_000;
export const assignmentMilliseconds = 24 * 60 * 60_000;
/** Who may be the second of two. */
export const leads: readonly string[] = ['lea', 'ada'];

const readable: readonly StorageState[] = ['available', 'quarantined'];

function chargeOf(version: ModelVersion): ModelQuota {
  const state = version.state === 'deleted' ? (version.stateBefore ?? 'available') : version.state;
  if (state === 'reserved') return { reserved: version.declared, used: 0, files: 1 };
  if (['uploaded', 'verifying', 'available', 'quarantined'].includes(state))
    return { reserved: 0, used: version.size ?? version.declared, files: 1 };
  return { reserved: 0, used: 0, files: 0 };
}

function charge(quota: ModelQuota, version: ModelVersion, sign: 1 | -1): void {
  const { reserved, used, files } = chargeOf(version);
  quota.reserved += sign * reserved;
  quota.used += sign * used;
  quota.files += sign * files;
}

/** Whether the storage table, and what it says about the way back from the trash, has this edge. */
export function mayMove(version: ModelVersion, to: StorageState): boolean {
  if (!canTransition(version.state, to)) return false;
  return version.state !== 'deleted' || to === 'purged' || to === version.stateBefore;
}

function move({ file, quota }: ModelWorld, number: number, to: StorageState, size: number | null): void {
  const version = file.versions[number - 1]!;
  const from = version.state;
  charge(quota, version, -1);
  version.stateBefore = to === 'deleted' ? from : null;
  version.state = to;
  if (size !== null) version.size = size;
  charge(quota, version, 1);
  const hasArrived = (to === 'uploaded' || to === 'rejected') && (from === 'reserved' || from === 'expired');
  if (hasArrived && number > (file.current ?? 0)) {
    file.current = number;
    file.claim = null;
  }
}

/** Whether its owner finds it there; a file whose current version is purged is nowhere. */
function isInTrash({ isTrashed, current, versions }: ModelFile): boolean {
  return isTrashed && current !== null && versions[current - 1]!.state !== 'purged';
}

function note(file: ModelFile, action: string): void {
  file.events[action] = (file.events[action] ?? 0) + 1;
}

export function applyOperation(world: ModelWorld, operation: Operation, now: number): Result {
  const { file, quota } = world;
  switch (operation.kind) {
    case 'reserve': {
      const { size, uploadId, needsTwo } = operation;
      if (quota.reserved + quota.used + size > modelQuota.maxBytes || quota.files + 1 > modelQuota.maxFiles)
        return 'QUOTA_EXCEEDED';
      if (file.isTrashed) return 'NOT_FOUND';
      const version: ModelVersion = {
        uploadId,
        state: 'reserved',
        stateBefore: null,
        review: 'unreviewed',
        needsTwo,
        first: null,
        declared: size,
        size: null,
        decisions: 0,
      };
      file.versions.push(version);
      charge(quota, version, 1);
      note(file, 'upload.reserved');
      return 'done';
    }
    case 'move': {
      const version = file.versions[operation.version - 1]!;
      if (version.state !== operation.from) return 'moved on';
      if (!mayMove(version, operation.to)) return 'INVALID_STATE';
      move(world, operation.version, operation.to, operation.size);
      note(file, `model.${operation.to}`);
      return 'done';
    }
    case 'trash': {
      if (file.isTrashed) return 'NOT_FOUND';
      if (file.versions.some(({ state }) => state === 'uploaded' || state === 'verifying'))
        return 'INVALID_STATE';
      for (const [index, { state }] of file.versions.entries()) {
        if (state === 'reserved') {
          move(world, index + 1, 'aborted', null);
          note(file, 'upload.aborted');
        } else if (['available', 'quarantined', 'rejected'].includes(state)) {
          move(world, index + 1, 'deleted', null);
          note(file, 'file.deleted');
        }
      }
      file.isTrashed = true;
      file.claim = null;
      return 'done';
    }
    case 'restore': {
      if (!isInTrash(file) || !file.versions.some(({ state }) => state === 'deleted')) return 'NOT_FOUND';
      for (const [index, { state, stateBefore }] of file.versions.entries())
        if (state === 'deleted' && stateBefore !== null) {
          move(world, index + 1, stateBefore, null);
          note(file, 'file.restored');
        }
      file.isTrashed = false;
      return 'done';
    }
    case 'purge': {
      if (!isInTrash(file)) return 'NOT_FOUND';
      if (file.versions.some(({ state }) => state === 'uploaded' || state === 'verifying'))
        return 'INVALID_STATE';
      for (const [index, { state }] of file.versions.entries()) {
        // A late transfer may have brought it back while the file was in the trash.
        const isLate = ['available', 'quarantined', 'rejected'].includes(state);
        if (isLate) {
          move(world, index + 1, 'deleted', null);
          note(file, 'file.deleted');
        }
        if (isLate || state === 'deleted') {
          move(world, index + 1, 'purged', null);
          note(file, 'file.purged');
        }
      }
      return 'done';
    }
    case 'forceReview': {
      // Only edges that are not there are tried.
      return 'VK001';
    }
    default:
      return applyReview(file, operation, now);
  }
}

type ReviewOperation = Extract<Operation, { by: string }>;

function applyReview(file: ModelFile, operation: ReviewOperation, now: number): Result {
  if (file.current === null || file.isTrashed) return 'NOT_FOUND';
  const version = file.versions[file.current - 1]!;
  const holder = file.claim !== null && file.claim.until > now ? file.claim.by : null;
  const { by, kind } = operation;
  if (kind === 'release') {
    if (holder === null) return 'INVALID_STATE';
    if (holder !== by) return 'CLAIMED';
    if (version.decisions === 0 && version.review === 'in_review') version.review = 'unreviewed';
    file.claim = null;
    note(file, 'review.released');
    return 'done';
  }
  if (file.ownerId === by) return 'OWN_FILE';
  if (kind === 'comment') {
    file.comments += 1;
    note(file, 'review.commented');
    return 'done';
  }
  if (kind === 'reopen') {
    if (!isDecided(version.review) || !readable.includes(version.state)) return 'INVALID_STATE';
    if (holder !== null) return 'CLAIMED';
    version.review = 'in_review';
    file.claim = { by, until: now + claimMilliseconds };
    note(file, 'review.reopened');
    return 'done';
  }
  if (kind === 'decide' && operation.version !== file.current) return 'STALE';
  if (isDecided(version.review) || !readable.includes(version.state)) return 'INVALID_STATE';
  const isSecond = version.review === 'awaiting_second';
  if (operation.kind === 'decide' && operation.isSecond !== null && operation.isSecond !== isSecond)
    return 'STALE';
  if (operation.kind === 'assign') {
    const { to } = operation;
    if (to === file.ownerId) return 'INVALID_STATE';
    if (isSecond && (!leads.includes(to) || version.first === to)) return 'SECOND_APPROVAL_REQUIRED';
    if (holder !== null && holder !== by && holder !== to) return 'CLAIMED';
    if (version.review === 'unreviewed') version.review = 'in_review';
    takeClaim(file, to, now + assignmentMilliseconds);
    note(file, 'review.assigned');
    return 'done';
  }
  if (isSecond && (!leads.includes(by) || version.first === by)) return 'SECOND_APPROVAL_REQUIRED';
  if (kind === 'takeOver' && holder !== null && holder !== by) {
    file.claim = { by, until: now + claimMilliseconds };
    note(file, 'review.taken_over');
    return 'done';
  }
  if (holder !== null && holder !== by) return 'CLAIMED';
  if (operation.kind === 'decide') {
    const { decision } = operation;
    if (decision === 'approve' && version.state !== 'available') return 'INVALID_STATE';
    if (holder === null) note(file, 'review.claimed');
    const isFirstOfTwo = decision === 'approve' && version.needsTwo && !isSecond;
    version.review = isFirstOfTwo ? 'awaiting_second' : reviewDecisions[decision];
    version.first = isFirstOfTwo ? by : null;
    version.decisions += 1;
    file.claim = null;
    note(file, isFirstOfTwo ? 'review.first_approved' : `review.${version.review}`);
    return 'done';
  }
  if (version.review === 'unreviewed') version.review = 'in_review';
  takeClaim(file, by, now + claimMilliseconds);
  note(file, 'review.claimed');
  return 'done';
}

/** A renewal never makes it shorter, not even of one that ran out. */
function takeClaim(file: ModelFile, by: string, until: number): void {
  file.claim = { by, until: file.claim?.by === by ? Math.max(file.claim.until, until) : until };
}
