import type { Pool, PoolClient } from 'pg';
import { isDecided, ValetKeyError } from '../protocol/index.ts';
import { assignReview } from './assignReview.ts';
import { type FillRandom, fillRandom, insertAuditEvents } from './auditEvents.ts';
import { type BulkOutcome, checkBulkFiles, readReviewFiles } from './bulkReview.ts';
import { changeEach } from './changeEach.ts';
import { commentReview } from './commentReview.ts';
import { countQueue, type QueueCount } from './countQueue.ts';
import { countReviews, type ReviewCounts } from './countReviews.ts';
import { createReviewQueue, type ReviewQueuePage } from './createReviewQueue.ts';
import { checkDecision, decideReview, type ReviewDecisionInput } from './decideReview.ts';
import { inTransaction, onPool, type Queryable } from './inTransaction.ts';
import { liftHold, placeHold } from './legalHold.ts';
import { lockReviewed } from './lockReviewed.ts';
import { noSuchFile } from './noSuchFile.ts';
import {
  type CurrentExtraction,
  type ExtractionLook,
  extractionLook,
  readCurrentExtraction,
} from './readCurrentExtraction.ts';
import {
  type CurrentVersion,
  type ReviewDetail,
  readCurrentVersion,
  readReviewDetail,
} from './readReviewDetail.ts';
import { type ReviewedVersion, readReviewVersion } from './readReviewVersion.ts';
import { defaultReasonCodes, type ReasonCodes } from './reasonCodes.ts';
import { renewClaim } from './renewClaim.ts';
import {
  changeReview,
  claimed,
  endClaim,
  type ReviewChange,
  type Reviewer,
  type ReviewStep,
  refuseDecided,
  refuseForeignClaim,
  refuseOwnFile,
  refuseUnfitSecond,
  refuseUnreadable,
  reviewEvent,
  takeClaim,
} from './reviewChanges.ts';
import { createExceptionList, openException, type ReviewExceptionPage } from './reviewExceptions.ts';
import type { ReviewQueueQuery } from './reviewQueueQuery.ts';
import { type ReviewScope, readReadable } from './reviewScope.ts';
import { demandReviewText, readReviewText } from './reviewText.ts';
import type { FindPeople } from './searchFiles.ts';

export type ReviewBoardOptions = {
  pool: Pool;
  /** @default the system clock */
  clock?: () => Date;
  /** Signs the cursors of the queue; the same in every process. @default '' */
  cursorSecret?: string;
  /** How long a claim holds without being renewed, in minutes, 1 to 1,440. @default 30 */
  claimMinutes?: number;
  /** How long a claim of an open page holds without being renewed, in minutes, 1 to 1,440. @default 10 */
  leaseMinutes?: number;
  /** How long a document stays open to who has no scope for it, in minutes, 1 to 1,440. @default 60 */
  exceptionMinutes?: number;
  /** Runs in the transaction that opens a document beside a scope, to tell whoever has to know. @default nothing */
  onException?: (client: PoolClient, exception: { id: string }) => Promise<void>;
  /** The reasons that a profile knows for not approving. @default those of `reviewReasons` */
  reasonCodes?: ReasonCodes;
  /** How long a document that was given to somebody stays theirs, in minutes, 1 to 10,080. @default 1,440 */
  assignmentMinutes?: number;
  /** Who is meant by words of a search; the library knows people by their ids alone. @default nobody */
  findPeople?: FindPeople;
  /** Source of ids and salts. @default crypto.getRandomValues */
  random?: FillRandom;
};

export type BulkInput = Omit<ReviewChange, 'fileId'> & {
  files: readonly { fileId: string; version?: number }[];
} & (
    | { action: 'claim' | 'release' }
    | ({ action: 'decide' } & Pick<ReviewDecisionInput, 'decision' | 'reasonCode' | 'message' | 'note'>)
    | { action: 'assign'; assignee: Reviewer; reason?: string | null }
    | { action: 'hold' | 'lift'; reason: string }
  );

/**
 * What reviewers do with everybody's documents. Whether somebody is a reviewer is the caller's to establish; that nobody reviews
 * their own file is held here. What is unknown, in the trash or not there yet is `NOT_FOUND`.
 */
export type ReviewBoard = {
  /** The queue, a page at a time. */
  list: (query: ReviewQueueQuery) => Promise<ReviewQueuePage>;
  counts: (query?: { scope?: ReviewScope | null }) => Promise<ReviewCounts>;
  /** How many documents a query without a search finds: exact to 1,000, and where filters pass few of very many, at least so many. */
  count: (query: ReviewQueueQuery) => Promise<QueueCount>;
  /** Which of these documents somebody may look into, each with whether only by exception. What they may not see is not among them. */
  readable: (query: {
    fileIds: readonly string[];
    reviewer: Reviewer;
  }) => Promise<Map<string, { isException: boolean }>>;
  /** One document with everything about it; that it was looked at is an audit event. */
  get: (change: ReviewChange) => Promise<ReviewDetail>;
  /** What was read out of the current version; that it was looked at is an audit event. */
  extraction: (change: ReviewChange & ExtractionLook) => Promise<CurrentExtraction | null>;
  /**
   * One version that arrived, with what was made from it and read out of it; that it was looked at is an audit event of that version.
   * One's own document is `NOT_FOUND`: owners look at their files on their own pages.
   */
  version: (change: ReviewChange & { version: number }) => Promise<ReviewedVersion>;
  /** Which version is the current one, without looking at it: for who goes on to look at its bytes. */
  currentVersion: (query: { fileId: string; reviewer: Reviewer }) => Promise<CurrentVersion>;
  /**
   * Opens one document beside one's scope for a while, with a reason. `INVALID_STATE` for one that is in scope, and for one that
   * is on hold; what there is not is `NOT_FOUND`.
   */
  breakGlass: (change: ReviewChange & { reason: string }) => Promise<{ until: string }>;
  /** What was opened beside scopes, newest first, 1 to 100 a page. */
  exceptions: (query: { cursor?: string | null; limit: number }) => Promise<ReviewExceptionPage>;
  /** Takes it, or renews one's own claim. `CLAIMED` when another holds it. */
  claim: (change: ReviewChange) => Promise<ReviewDetail>;
  /**
   * Goes on holding what one holds, for a page that is open: no event, and never shorter than before. `CLAIMED` when another has it,
   * `INVALID_STATE` when nobody does.
   */
  renew: (query: { fileId: string; reviewer: Reviewer }) => Promise<{ until: string }>;
  /** Gives it back: undecided as it was found, a reopened one for somebody else to decide. */
  release: (change: ReviewChange) => Promise<ReviewDetail>;
  /** Takes it from whoever holds it, with a reason of 1 to 500 characters. */
  takeOver: (change: ReviewChange & { reason: string }) => Promise<ReviewDetail>;
  /**
   * Gives it to somebody, whom the caller knows to review; what a third person holds only with a reason (`CLAIMED` without).
   */
  assign: (change: ReviewChange & { assignee: Reviewer; reason?: string | null }) => Promise<ReviewDetail>;
  /**
   * Keeps a document and all its versions, with a reason: nobody deletes it, no retention and no decision about a hold of the scanner
   * ends it (`LEGAL_HOLD`). `INVALID_STATE` when it is kept already.
   */
  placeHold: (change: ReviewChange & { reason: string }) => Promise<ReviewDetail>;
  /** Lets go of it again, with a reason. */
  liftHold: (change: ReviewChange & { reason: string }) => Promise<ReviewDetail>;
  /** Takes a decided version up again, with a reason. */
  reopen: (change: ReviewChange & { reason: string }) => Promise<ReviewDetail>;
  /** Decides about one version; of any number at once exactly one does. */
  decide: (input: ReviewDecisionInput) => Promise<ReviewDetail>;
  /**
   * Does one thing to up to 500 documents, each as if it were alone; the outcomes are in the order of the files. A decision names the
   * version of each.
   */
  bulk: (input: BulkInput) => Promise<BulkOutcome[]>;
  /**
   * Says something to the team, 1 to 5,000 characters. Of at most 20 people who are `mentions` the caller knows that they review;
   * `INVALID_BODY` for one who does not see the file. The text has `<@id>` where it means them.
   */
  comment: (change: ReviewChange & { text: string; mentions?: readonly Reviewer[] }) => Promise<ReviewDetail>;
};

const defaultClaimMinutes = 30;
const defaultLeaseMinutes = 10;
const maxClaimMinutes = 1_440;
const defaultExceptionMinutes = 60;
const defaultAssignmentMinutes = 1_440;
const maxAssignmentMinutes = 10_080;

/** The team's side of the records in PostgreSQL: queue, claims, decisions, comments. */
export function createReviewBoard(options: ReviewBoardOptions): ReviewBoard {
  const {
    pool,
    clock = () => new Date(),
    cursorSecret = '',
    random = fillRandom,
    findPeople = async () => [],
  } = options;
  const { reasonCodes = defaultReasonCodes } = options;
  const claimMinutes = options.claimMinutes ?? defaultClaimMinutes;
  const assignmentMinutes = options.assignmentMinutes ?? defaultAssignmentMinutes;
  const { leaseMinutes = defaultLeaseMinutes } = options;
  assertMinutes('claimMinutes', claimMinutes, maxClaimMinutes);
  assertMinutes('leaseMinutes', leaseMinutes, maxClaimMinutes);
  assertMinutes('assignmentMinutes', assignmentMinutes, maxAssignmentMinutes);
  const { exceptionMinutes = defaultExceptionMinutes, onException = async () => {} } = options;
  assertMinutes('exceptionMinutes', exceptionMinutes, maxClaimMinutes);

  const after = (now: Date, minutes: number) => new Date(now.getTime() + minutes * 60_000);
  const until = ({ now, change }: ReviewStep) =>
    after(now, change.isLease === true ? leaseMinutes : claimMinutes);

  /** One change of one locked document, and the document as it is then. */
  function act(change: ReviewChange, work: (step: ReviewStep) => Promise<void>): Promise<ReviewDetail> {
    return inTransaction(pool, async (client) => {
      const now = clock();
      await work({ ...(await lockReviewed(client, change, now)), client, change, now });
      return readReviewDetail(client, {
        fileId: change.fileId,
        viewerId: change.reviewer.id,
        now,
        reasonCodes,
      });
    });
  }

  const write = (client: Queryable, ...events: ReturnType<typeof reviewEvent>[]) =>
    insertAuditEvents(client, events, random);

  /** Takes what is free or one's own. */
  async function claimFree(step: ReviewStep, reason: string | null): Promise<void> {
    if (step.upload.review === 'unreviewed') await changeReview(step, 'in_review');
    const isRenewal = step.claim !== null;
    await takeClaim(step, until(step));
    await write(step.client, reviewEvent(step, 'review.claimed', { reason, details: { isRenewal } }));
  }

  async function claim(step: ReviewStep): Promise<void> {
    refuseOwnFile(step);
    refuseDecided(step);
    refuseUnreadable(step);
    await refuseUnfitSecond(step, step.change.reviewer);
    refuseForeignClaim(step);
    await claimFree(step, null);
  }

  async function release(step: ReviewStep): Promise<void> {
    if (step.claim === null)
      throw new ValetKeyError('INVALID_STATE', 'Nobody holds this file; there is nothing to give back.');
    refuseForeignClaim(step);
    const decided = await step.client.query(
      'select from valetkey.review_decision where file_id = $1 and version = $2 limit 1',
      [step.upload.file_id, step.upload.version],
    );
    if (decided.rowCount === 0 && step.upload.review === 'in_review') await changeReview(step, 'unreviewed');
    await endClaim(step);
    await write(step.client, reviewEvent(step, 'review.released'));
  }

  const assign = (step: ReviewStep, assignee: Reviewer, reason: string | null) =>
    assignReview(step, { assignee, reason, until: after(step.now, assignmentMinutes), random });

  async function hold(step: ReviewStep, reason: string): Promise<void> {
    await placeHold(step);
    await write(step.client, reviewEvent(step, 'hold.placed', { reason }));
  }

  async function lift(step: ReviewStep, reason: string): Promise<void> {
    await liftHold(step);
    await write(step.client, reviewEvent(step, 'hold.lifted', { reason }));
  }

  /** What is done to one of many. What is wrong with the words themselves is wrong for all of them, and said before any is touched. */
  function workOfBulk(input: BulkInput): (step: ReviewStep, version: number) => Promise<void> {
    switch (input.action) {
      case 'claim':
        return claim;
      case 'release':
        return release;
      case 'decide': {
        const check = (fileId: string, version: number) => checkDecision({ ...input, fileId, version });
        for (const { fileId, version = 0 } of input.files) check(fileId, version);
        return (step, version) =>
          decideReview(step, check(step.change.fileId, version), { random, reasonCodes });
      }
      case 'assign': {
        const reason = readReviewText(input.reason, 'reason');
        return (step) => assign(step, input.assignee, reason);
      }
      case 'hold':
      case 'lift': {
        const reason = demandReviewText(input.reason, 'reason');
        const change = input.action === 'hold' ? hold : lift;
        return (step) => change(step, reason);
      }
    }
  }

  return {
    list: createReviewQueue({ pool, clock, cursorSecret, findPeople }),
    counts: ({ scope = null } = {}) => countReviews(pool, scope),
    count: (query) => countQueue(pool, query, clock()),
    readable: (query) => onPool(pool, (client) => readReadable(client, { ...query, now: clock() })),

    get: (change) =>
      inTransaction(pool, async (client) => {
        const now = clock();
        const { version, isException } = await readCurrentVersion(client, { ...change, now });
        const event = {
          at: now,
          actor: { type: 'user' as const, id: change.reviewer.id },
          action: 'file.viewed',
          fileId: change.fileId,
          version,
          purpose: isException ? 'break_glass' : 'review',
          reason: null,
          requestId: change.requestId,
        };
        await insertAuditEvents(client, [event], random);
        return readReviewDetail(client, {
          fileId: change.fileId,
          viewerId: change.reviewer.id,
          now,
          reasonCodes,
        });
      }),

    extraction: ({ fileId, reviewer, requestId, isExport }) =>
      inTransaction(pool, async (client) => {
        const now = clock();
        const { version, isException } = await readCurrentVersion(client, { fileId, reviewer, now });
        const current = await readCurrentExtraction(client, fileId);
        if (current?.extraction?.extracted != null)
          await insertAuditEvents(
            client,
            [
              {
                at: now,
                actor: { type: 'user', id: reviewer.id },
                action: extractionLook({ isExport }),
                fileId,
                version,
                purpose: isException ? 'break_glass' : 'review',
                reason: null,
                requestId,
              },
            ],
            random,
          );
        return current;
      }),

    version: ({ fileId, version, reviewer, requestId }) =>
      inTransaction(pool, async (client) => {
        const now = clock();
        const { ownerId, isException } = await readCurrentVersion(client, { fileId, reviewer, now });
        if (ownerId === reviewer.id) throw noSuchFile();
        const found = await readReviewVersion(client, { fileId, version });
        const actions = ['file.viewed', ...(found.extraction?.extracted != null ? ['extraction.read'] : [])];
        await insertAuditEvents(
          client,
          actions.map((action) => ({
            at: now,
            actor: { type: 'user' as const, id: reviewer.id },
            action,
            fileId,
            version,
            purpose: isException ? 'break_glass' : 'review',
            reason: null,
            requestId,
          })),
          random,
        );
        return found;
      }),

    currentVersion: (query) =>
      onPool(pool, (client) => readCurrentVersion(client, { ...query, now: clock() })),

    async breakGlass(change) {
      const reason = demandReviewText(change.reason, 'reason');
      return inTransaction(pool, (client) =>
        openException(client, {
          ...change,
          reason,
          now: clock(),
          minutes: exceptionMinutes,
          random,
          onException,
        }),
      );
    },

    exceptions: createExceptionList({ pool, cursorSecret }),

    claim: (change) => act(change, claim),

    async renew(query) {
      const now = clock();
      const renewed = await onPool(pool, (client) =>
        renewClaim(client, { ...query, now, until: after(now, leaseMinutes) }),
      );
      return { until: renewed.toISOString() };
    },

    release: (change) => act(change, release),

    async takeOver(change) {
      const reason = demandReviewText(change.reason, 'reason');
      return act(change, async (step) => {
        refuseOwnFile(step);
        refuseDecided(step);
        refuseUnreadable(step);
        await refuseUnfitSecond(step, change.reviewer);
        const from = step.claim?.byId ?? change.reviewer.id;
        if (from === change.reviewer.id) return claimFree(step, reason);
        await takeClaim(step, until(step), { isTakeOver: true });
        await write(step.client, reviewEvent(step, 'review.taken_over', { reason, details: { from } }));
      });
    },

    async assign({ assignee, ...change }) {
      const reason = readReviewText(change.reason, 'reason');
      return act(change, (step) => assign(step, assignee, reason));
    },

    async placeHold(change) {
      const reason = demandReviewText(change.reason, 'reason');
      return act(change, (step) => hold(step, reason));
    },

    async liftHold(change) {
      const reason = demandReviewText(change.reason, 'reason');
      return act(change, (step) => lift(step, reason));
    },

    async reopen(change) {
      const reason = demandReviewText(change.reason, 'reason');
      return act(change, async (step) => {
        refuseOwnFile(step);
        if (!isDecided(step.upload.review))
          throw new ValetKeyError(
            'INVALID_STATE',
            'This version is not decided; there is nothing to reopen.',
          );
        refuseUnreadable(step);
        // A decision ends the claim, so nobody can hold it now.
        if (step.claim !== null) throw claimed();
        const from = step.upload.review;
        await changeReview(step, 'in_review');
        await takeClaim(step, until(step));
        await write(step.client, reviewEvent(step, 'review.reopened', { reason, details: { from } }));
      });
    },

    async decide(input) {
      const given = checkDecision(input);
      return act(input, (step) => decideReview(step, given, { random, reasonCodes }));
    },

    async bulk(input) {
      const { files, reviewer, requestId } = input;
      checkBulkFiles(files);
      const work = workOfBulk(input);
      const changes = files.map(({ fileId, version = 0 }) => ({ fileId, version, reviewer, requestId }));
      const errors = await changeEach({ pool, clock }, changes, (step, { version }) => work(step, version));
      const done = files.flatMap(({ fileId }) => (errors.get(fileId) === null ? [fileId] : []));
      const found = await onPool(pool, (client) => readReviewFiles(client, done, clock()));
      return files.map(({ fileId }) => {
        const file = found.get(fileId);
        const error = errors.get(fileId);
        return file === undefined ? { fileId, error: error ?? noSuchFile() } : { fileId, file };
      });
    },

    async comment({ mentions = [], ...change }) {
      const text = demandReviewText(change.text, 'comment');
      return act(change, (step) => commentReview(step, { text, mentions, random }));
    },
  };
}

function assertMinutes(name: string, minutes: number, max: number): void {
  if (minutes >= 1 && minutes <= max) return;
  throw new ValetKeyError('INVALID_OPTION', `${name} is ${minutes}; give 1 to ${max}.`);
}
