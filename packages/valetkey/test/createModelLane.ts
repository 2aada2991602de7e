import { isDeepStrictEqual } from 'node:util';
import type { Pool } from 'pg';
import {
  createFileCatalogue,
  createPostgresRecords,
  createReviewBoard,
  type ReviewBoard,
  type Reviewer,
} from '../src/postgres/index.ts';
import {
  canReviewBecome,
  type ReviewDecisionKind,
  reviewStates,
  type StorageState,
  storageStates,
  ValetKeyError,
} from '../src/protocol/index.ts';
import type { NewAuditEvent } from '../src/server/Records.ts';
import {
  applyOperation,
  leads,
  type ModelFile,
  type ModelQuota,
  type ModelWorld,
  modelQuota,
  type Operation,
  type Result,
} from './lifecycleModel.ts';
import { readModelWorld } from './readModelWorld.ts';

export type ModelLane = {
  /** Random operations on this lane's files, checked against the model; rejects at the first difference. */
  run: (steps: number) => Promise<void>;
  /** How often each operation ended how. */
  seen: () => Iterable<[string, number]>;
};

/** Mulberry32: small, and the same everywhere for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const personOf = (id: string): Reviewer => ({ id, mayApproveSecond: leads.includes(id) });

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const ownersPerLane = 3;
/** Files that something still happens to; older ones stay as they are and are compared at the end. */
const liveFiles = 12;
const stepsBetweenChecks = 250;
const maxVersions = 8;

export function createModelLane(options: { app: Pool; worker: Pool; lane: number; seed: number }): ModelLane {
  const { app, worker, lane } = options;
  const random = createRandom(options.seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <Value>(values: readonly Value[]): Value => values[below(values.length)]!;
  const mint = () => Array.from({ length: 26 }, () => alphabet[below(32)]).join('');

  let now = Date.UTC(2030, 0, 1) + lane;
  const clock = () => new Date(now);
  const ownersRecords = createPostgresRecords({ pool: app });
  const workersRecords = createPostgresRecords({ pool: worker });
  const catalogue = createFileCatalogue({ pool: app, clock });
  const board: ReviewBoard = createReviewBoard({ pool: app, clock });

  const owners = Array.from({ length: ownersPerLane }, (_, index) => `owner-${lane}-${index}`);
  const quotas = new Map<string, ModelQuota>(owners.map((id) => [id, { reserved: 0, used: 0, files: 0 }]));
  const files: ModelFile[] = [];
  const counts = new Map<string, number>();
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);

  const worldOf = (file: ModelFile): ModelWorld => ({ file, quota: quotas.get(file.ownerId)! });

  function newFile(): ModelFile {
    return {
      id: mint(),
      ownerId: pick(owners),
      versions: [],
      current: null,
      isTrashed: false,
      claim: null,
      comments: 0,
      events: {},
    };
  }

  /** What somebody might do next with this file: mostly something sensible, now and then anything at all. */
  function chooseOperation(file: ModelFile): Operation {
    if (file.versions.length === 0) return reserve(true);
    const number = random() < 0.8 ? file.versions.length : 1 + below(file.versions.length);
    const version = file.versions[number - 1]!;
    const by = random() < 0.06 ? file.ownerId : pick(['rita', 'ravi', 'lea', 'ada']);
    const roll = random();
    if (roll < 0.05 && file.versions.length < maxVersions) return reserve(false);
    if (roll < (file.isTrashed ? 0.2 : 0.055)) return { kind: 'purge' };
    if (roll < (file.isTrashed ? 0.6 : 0.06)) return { kind: 'restore' };
    if (roll < 0.08) return { kind: 'trash' };
    if (roll < 0.1) return moveTo(number, pick(storageStates.filter((to) => to !== version.state)));
    if (roll < 0.12) {
      const forbidden = reviewStates.filter(
        (to) =>
          to !== version.review &&
          (!canReviewBecome(version.review, to) ||
            (to === 'approved' && version.state !== 'available') ||
            (to === 'approved' && version.needsTwo && version.review !== 'awaiting_second') ||
            (to === 'awaiting_second' && !version.needsTwo)),
      );
      return { kind: 'forceReview', version: number, to: pick(forbidden) };
    }
    const usual = usualMoves[version.state];
    if (usual !== undefined && roll < (version.state === 'available' ? 0.14 : 0.85))
      return moveTo(number, pick(usual));
    const decision = pick<ReviewDecisionKind>(['approve', 'approve', 'approve', 'reject', 'request_changes']);
    const current = file.current ?? 1;
    return pick<() => Operation>([
      () => ({ kind: 'claim', by }),
      () => ({ kind: 'release', by }),
      () => ({ kind: 'takeOver', by }),
      () => ({ kind: 'reopen', by }),
      () => ({
        kind: 'assign',
        by,
        to: random() < 0.1 ? file.ownerId : pick(['rita', 'ravi', 'lea', 'ada']),
      }),
      () => ({ kind: 'comment', by }),
      () => ({
        kind: 'decide',
        by,
        version: random() < 0.9 ? current : 1 + below(maxVersions),
        decision,
        isSecond: pick([null, null, true, false]),
      }),
      () => ({ kind: 'decide', by, version: current, decision, isSecond: null }),
    ])();

    function reserve(isFirst: boolean): Operation {
      return { kind: 'reserve', uploadId: mint(), size: 1 + below(60), isFirst, needsTwo: random() < 0.7 };
    }
    function moveTo(versionNumber: number, to: StorageState): Operation {
      const { state, declared } = file.versions[versionNumber - 1]!;
      return {
        kind: 'move',
        version: versionNumber,
        from: state,
        to,
        size: to === 'uploaded' && state !== 'verifying' ? 1 + below(declared) : null,
      };
    }
  }

  function eventOf(file: ModelFile, version: number, action: string): NewAuditEvent {
    return {
      at: clock(),
      actor: { type: 'system', id: 'model' },
      action,
      fileId: file.id,
      version,
      purpose: null,
      reason: null,
      requestId: 'model',
    };
  }

  /** The same thing to the real parts. */
  async function perform(file: ModelFile, operation: Operation): Promise<Result> {
    const { id: fileId, ownerId } = file;
    const change = { fileId, requestId: 'model' };
    try {
      switch (operation.kind) {
        case 'reserve':
          await ownersRecords.reserve({
            ownerId,
            uploads: [
              {
                id: operation.uploadId,
                fileId,
                ownerId,
                profile: 'default',
                name: `file ${fileId}.txt`,
                path: null,
                contentType: 'text/plain',
                declaredSize: operation.size,
                checksumSha256: null,
                fingerprint: null,
                kind: 'put',
                incomingKey: `incoming/${operation.uploadId}`,
                objectKey: null,
                partSize: null,
                writableUntil: clock(),
                expiresAt: clock(),
                reservedBytes: operation.size,
                isSecondApprovalRequired: operation.needsTwo,
                isNewVersion: !operation.isFirst,
              },
            ],
            idempotency: null,
            quota: modelQuota,
            event: (upload) => eventOf(file, upload.version, 'upload.reserved'),
            now: clock(),
          });
          return 'done';
        case 'move': {
          const { from, to, size, version } = operation;
          const { uploadId } = file.versions[version - 1]!;
          const records = from === 'reserved' ? ownersRecords : workersRecords;
          const moved = await records.transition({
            id: uploadId,
            from: [from],
            to,
            patch: size === null ? {} : { size, objectKey: `files/${uploadId}` },
            event: eventOf(file, version, `model.${to}`),
            now: clock(),
          });
          return moved === null ? 'moved on' : 'done';
        }
        case 'trash':
          await catalogue.remove({ ...change, ownerId });
          return 'done';
        case 'restore':
          await catalogue.restore({ ...change, ownerId });
          return 'done';
        case 'purge':
          await catalogue.purge({ ...change, ownerId });
          return 'done';
        case 'forceReview':
          await app.query('update valetkey.upload set review = $2 where id = $1', [
            file.versions[operation.version - 1]!.uploadId,
            operation.to,
          ]);
          return 'done';
        default:
          await review({ ...change, reviewer: personOf(operation.by) }, operation);
          return 'done';
      }
    } catch (error) {
      if (error instanceof ValetKeyError) {
        if (error.status >= 500) throw error;
        return error.code;
      }
      if (error instanceof Error && 'code' in error && error.code === 'VK001') return 'VK001';
      throw error;
    }
  }

  async function review(
    change: { fileId: string; requestId: string; reviewer: Reviewer },
    operation: Extract<Operation, { by: string }>,
  ): Promise<void> {
    if (operation.kind === 'decide') {
      const { version, decision, isSecond } = operation;
      const reasonCode = decision === 'approve' ? null : 'OTHER';
      await board.decide({ ...change, version, decision, reasonCode, isSecond });
    } else if (operation.kind === 'assign') {
      await board.assign({ ...change, assignee: personOf(operation.to) });
    } else if (operation.kind === 'comment') await board.comment({ ...change, text: 'model' });
    else if (operation.kind === 'takeOver' || operation.kind === 'reopen')
      await board[operation.kind]({ ...change, reason: 'model' });
    else await board[operation.kind](change);
  }

  function fail(what: string, file: ModelFile, facts: unknown): never {
    throw new Error(`lane ${lane}: ${what}\n${JSON.stringify({ file, facts }, null, 1)}`);
  }

  async function step(file: ModelFile, operation: Operation): Promise<void> {
    const before = structuredClone(file);
    const got = await perform(before, operation);
    const expected = applyOperation(worldOf(file), operation, now);
    count(`${operation.kind} ${got}`);
    if (got !== expected) fail(`expected ${expected}, got ${got}`, before, operation);
    if (file.versions.length > 0 && before.versions.length === 0) files.push(file);
  }

  /** Several at once; some order of them must explain every answer and what the rows say afterwards. */
  async function stepTogether(file: ModelFile, operations: readonly Operation[]): Promise<void> {
    const before: ModelWorld = structuredClone(worldOf(file));
    const got = await Promise.all(operations.map((operation) => perform(before.file, operation)));
    const real = await readModelWorld(app, file.id, file.ownerId);
    for (const order of ordersOf(operations.length)) {
      const world = structuredClone(before);
      const expected: Result[] = [];
      for (const index of order) expected[index] = applyOperation(world, operations[index]!, now);
      if (!isDeepStrictEqual(expected, got) || !isDeepStrictEqual(world, real)) continue;
      Object.assign(file, world.file);
      quotas.set(file.ownerId, world.quota);
      for (const [index, operation] of operations.entries()) {
        count(`${operation.kind} ${got[index]}`);
        count('concurrent');
      }
      return;
    }
    fail('no order of these explains what happened', before.file, {
      operations,
      got,
      before: before.quota,
      real,
    });
  }

  async function check(some: readonly ModelFile[]): Promise<void> {
    for (const file of some) {
      const real = await readModelWorld(app, file.id, file.ownerId);
      if (!isDeepStrictEqual(real, worldOf(file))) fail('the rows are not what the model says', file, real);
    }
  }

  return {
    seen: () => counts,
    async run(steps) {
      let done = 0;
      let nextCheck = stepsBetweenChecks;
      while (done < steps) {
        if (random() < 0.1) now += below(12) * 60_000;
        const live = files.filter(isAlive).slice(-liveFiles);
        const file = live.length === 0 || random() < 0.015 ? newFile() : pick(live);
        const isTogether = file.versions.length > 0 && random() < 0.25;
        if (isTogether) {
          const operations = Array.from({ length: 2 + below(2) }, () => chooseOperation(file))
            // One that adds a version or goes past the board is not one of several: the others could not know of it.
            .filter(({ kind }) => kind !== 'forceReview');
          await stepTogether(file, operations);
          done += operations.length;
        } else {
          await step(file, chooseOperation(file));
          done += 1;
        }
        if (done >= nextCheck) {
          nextCheck += stepsBetweenChecks;
          await check(live);
        }
      }
      await check(files);
    },
  };
}

/** What usually happens to a version in this state, beside what reviewers and owners do. */
const usualMoves: Partial<Record<StorageState, readonly StorageState[]>> = {
  reserved: ['uploaded', 'uploaded', 'uploaded', 'rejected', 'aborted', 'expired'],
  expired: ['uploaded', 'deleted'],
  uploaded: ['verifying', 'verifying', 'verifying', 'rejected'],
  verifying: ['available', 'available', 'available', 'available', 'quarantined', 'rejected', 'uploaded'],
  available: ['quarantined', 'quarantined', 'deleted'],
  quarantined: ['available', 'rejected', 'deleted'],
  rejected: ['deleted'],
  aborted: ['deleted'],
  deleted: ['purged', 'available', 'quarantined', 'rejected'],
};

/** Whether its owner can still get something of it back; the rest is only looked at now and then, and at the end. */
function isAlive({ isTrashed, versions }: ModelFile): boolean {
  return isTrashed
    ? versions.some(({ state }) => state === 'deleted')
    : versions.some(({ state }) => state !== 'purged');
}

function ordersOf(length: number): number[][] {
  if (length === 0) return [[]];
  return ordersOf(length - 1).flatMap((order) =>
    Array.from({ length }, (_, at) => [...order.slice(0, at), length - 1, ...order.slice(at)]),
  );
}
