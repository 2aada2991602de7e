import 'server-only';
import type { Pool, PoolClient } from 'pg';
import { createAuditTrail } from 'valetkey/postgres';
import { reviewReasons, ValetKeyError } from 'valetkey/protocol';
import type { UploadProfiles } from 'valetkey/server';
import { z } from 'zod';
import { inTransaction } from '@/shared/db/index.server';
import { profileName, profileShape } from './profileShape';
import { toUploadProfile } from './toUploadProfile';
import {
  fileKinds,
  type ProfileReason,
  type ProfileSettings,
  type UploadProfileFacts,
} from './UploadProfileFacts';

/** The pool, or the connection of a transaction. */
type Queryable = Pick<PoolClient, 'query'>;

/** Who changes profiles, in which call. */
export type ProfileChange = { userId: string; requestId: string };

type ProfileInput = ProfileSettings & { label: string };

export type ProfileStore = {
  /** All profiles, `default` first, then by name. */
  list: () => Promise<UploadProfileFacts[]>;
  /** The same for the library; remembered for two seconds, and the same object for as long as nothing changed. */
  forUploads: () => Promise<UploadProfiles>;
  /**
   * The reasons of a profile for not approving a file; the usual ones of a profile that has none, or is gone. Read in the
   * transaction of `client`.
   */
  reasonCodes: (name: string, client: Queryable) => Promise<readonly ProfileReason[]>;
  /** Whether previews of its files are watermarked; not for a profile that is gone. Remembered for two seconds. */
  isWatermarked: (name: string) => Promise<boolean>;
  /** Until when files of a profile stay whose time began then, ISO 8601; `null` when it has no end. */
  keptUntil: (name: string, retainedFrom: string | null) => Promise<string | null>;
  /** `INVALID_STATE` when there is one of this name. */
  create: (name: string, input: ProfileInput, change: ProfileChange) => Promise<UploadProfileFacts>;
  /** `STALE` when it is not at `revision` any more, `NOT_FOUND` when there is none. */
  update: (
    name: string,
    input: ProfileInput & { revision: number },
    change: ProfileChange,
  ) => Promise<UploadProfileFacts>;
  /** `INVALID_STATE` for `default`, and while files of it are held. */
  remove: (name: string, change: ProfileChange) => Promise<void>;
};

export type ProfileStoreOptions = {
  pool: Pool;
  /** Largest file of `default` until somebody changes that profile. */
  maxFileSizeBytes: number;
  clock: () => Date;
};

/** How long a process goes on with what it read, in milliseconds: a change made in another one is in force by then. */
const freshMs = 2_000;

const storedSettings = z.object({
  maxSizeBytes: profileShape.maxSizeBytes,
  maxBytes: profileShape.maxBytes,
  maxFiles: profileShape.maxFiles,
  kinds: profileShape.kinds,
  isReviewRequired: profileShape.isReviewRequired,
  isSecondApprovalRequired: profileShape.isSecondApprovalRequired,
  reviewWithinHours: profileShape.reviewWithinHours,
  isWatermarked: profileShape.isWatermarked,
  reasonCodes: profileShape.reasonCodes,
  retentionDays: profileShape.retentionDays,
  acceptsTooLargeToScan: profileShape.acceptsTooLargeToScan,
});

const usualReasons = Object.entries(reviewReasons).map(([code, label]) => ({ code, label }));

type Remembered = { at: number; text: string; facts: UploadProfileFacts[]; profiles: UploadProfiles };

type Row = {
  name: string;
  label: string;
  settings: unknown;
  revision: number;
  updated_at: Date;
  updated_by: string;
};

const columns = 'name, label, settings, revision, updated_at, updated_by';

function toFacts(row: Row): UploadProfileFacts {
  const { name, label, revision } = row;
  return {
    name,
    label,
    ...storedSettings.parse(row.settings),
    revision,
    updatedAt: row.updated_at.toISOString(),
    updatedBy: row.updated_by,
  };
}

/** Upload profiles in the database, each change with its audit event in one transaction. */
export function createProfileStore({ pool, maxFileSizeBytes, clock }: ProfileStoreOptions): ProfileStore {
  const audit = createAuditTrail({ pool });
  let remembered: Remembered | null = null;
  let reading: Promise<Remembered> | null = null;
  // Counts changes: what was read before one is not remembered after it.
  let changes = 0;

  const initial: UploadProfileFacts = {
    name: 'default',
    label: 'Files',
    maxSizeBytes: maxFileSizeBytes,
    maxBytes: null,
    maxFiles: null,
    kinds: [...fileKinds],
    isReviewRequired: true,
    isSecondApprovalRequired: false,
    reviewWithinHours: null,
    isWatermarked: false,
    reasonCodes: null,
    retentionDays: null,
    acceptsTooLargeToScan: false,
    revision: 0,
    updatedAt: null,
    updatedBy: null,
  };

  async function list(on: Queryable = pool): Promise<UploadProfileFacts[]> {
    const { rows } = await on.query<Row>(`select ${columns} from portal.upload_profile order by name`);
    const stored = rows.map(toFacts);
    const own = stored.find(({ name }) => name === 'default') ?? initial;
    return [own, ...stored.filter(({ name }) => name !== 'default')];
  }

  async function read(on: Queryable = pool): Promise<Remembered> {
    const at = clock().getTime();
    const seen = changes;
    const facts = await list(on);
    const text = JSON.stringify(facts);
    const profiles =
      remembered?.text === text
        ? remembered.profiles
        : Object.fromEntries(facts.map((profile) => [profile.name, toUploadProfile(profile)]));
    const now = { at, text, facts, profiles };
    if (seen === changes) remembered = now;
    return now;
  }

  const remember = () =>
    remembered !== null && clock().getTime() - remembered.at < freshMs ? remembered : null;

  async function recent(): Promise<Remembered> {
    const known = remember();
    if (known !== null) return known;
    const running = reading ?? read();
    reading = running;
    try {
      return await running;
    } finally {
      if (reading === running) reading = null;
    }
  }

  /** One change with its event. What was remembered is read again afterwards, also when the outcome is not known. */
  async function change<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result> {
    try {
      return await inTransaction(pool, work);
    } finally {
      changes += 1;
      reading = null;
      if (remembered !== null) remembered = { ...remembered, at: Number.NEGATIVE_INFINITY };
    }
  }

  function record(
    client: PoolClient,
    action: string,
    { userId, requestId }: ProfileChange,
    now: Date,
    profile: { name: string } & Partial<ProfileInput & { revision: number }>,
  ): Promise<void> {
    const { kinds, reasonCodes, ...facts } = profile;
    return audit.record(
      [
        {
          at: now,
          actor: { type: 'user', id: userId },
          action,
          fileId: null,
          version: null,
          purpose: null,
          reason: null,
          requestId,
          details: {
            ...facts,
            ...(kinds !== undefined && { kinds: kinds.join(' ') }),
            ...(reasonCodes && { reasonCodes: reasonCodes.map(({ code }) => code).join(' ') }),
          },
        },
      ],
      client,
    );
  }

  async function insert(
    name: string,
    { label, ...settings }: ProfileInput,
    by: ProfileChange,
    action: string,
  ): Promise<UploadProfileFacts | null> {
    return change(async (client) => {
      const now = clock();
      const { rows } = await client.query<Row>(
        `insert into portal.upload_profile (name, label, settings, revision, updated_at, updated_by)
         values ($1, $2, $3::jsonb, 1, $4, $5) on conflict (name) do nothing returning ${columns}`,
        [name, label, JSON.stringify(settings), now, by.userId],
      );
      const [row] = rows;
      if (row === undefined) return null;
      await record(client, action, by, now, { name, label, ...settings, revision: 1 });
      return toFacts(row);
    });
  }

  /** What could not be a name is not looked for: PostgreSQL would choke on some of it. */
  function assertName(name: string): void {
    if (!profileName.safeParse(name).success)
      throw new ValetKeyError('NOT_FOUND', 'There is no such profile.');
  }

  function stale(): ValetKeyError {
    return new ValetKeyError('STALE', 'The profile was changed by somebody else; look at it again.');
  }

  return {
    list: () => list(),

    forUploads: async () => (await recent()).profiles,

    async reasonCodes(name, client) {
      // Not what somebody else is just reading: that may wait for a connection, and this transaction holds one.
      const { facts } = remember() ?? (await read(client));
      return facts.find((profile) => profile.name === name)?.reasonCodes ?? usualReasons;
    },

    async isWatermarked(name) {
      const { facts } = await recent();
      return facts.find((profile) => profile.name === name)?.isWatermarked ?? false;
    },

    async keptUntil(name, retainedFrom) {
      if (retainedFrom === null) return null;
      const { facts } = await recent();
      const days = facts.find((profile) => profile.name === name)?.retentionDays ?? null;
      return days === null ? null : new Date(Date.parse(retainedFrom) + days * 86_400_000).toISOString();
    },

    async create(name, input, by) {
      const created = name === 'default' ? null : await insert(name, input, by, 'profile.created');
      if (created === null)
        throw new ValetKeyError('INVALID_STATE', 'There is a profile of this name; choose another one.');
      return created;
    },

    async update(name, { revision, ...input }, by) {
      assertName(name);
      if (name === 'default' && revision === 0) {
        const first = await insert(name, input, by, 'profile.changed');
        if (first === null) throw stale();
        return first;
      }
      return change(async (client) => {
        const now = clock();
        const { label, ...settings } = input;
        const { rows } = await client.query<Row>(
          `update portal.upload_profile
           set label = $3, settings = $4::jsonb, revision = revision + 1, updated_at = $5, updated_by = $6
           where name = $1 and revision = $2 returning ${columns}`,
          [name, revision, label, JSON.stringify(settings), now, by.userId],
        );
        const [row] = rows;
        if (row === undefined) {
          const found = await client.query('select from portal.upload_profile where name = $1', [name]);
          if (found.rowCount === 0 && name !== 'default')
            throw new ValetKeyError('NOT_FOUND', 'There is no such profile.');
          throw stale();
        }
        await record(client, 'profile.changed', by, now, { name, ...input, revision: row.revision });
        return toFacts(row);
      });
    },

    async remove(name, by) {
      if (name === 'default')
        throw new ValetKeyError('INVALID_STATE', 'The default profile stays; change it instead.');
      assertName(name);
      await change(async (client) => {
        const held = await client.query(
          'select from valetkey.profile_quota where profile = $1 and files > 0 limit 1',
          [name],
        );
        const removed = await client.query('delete from portal.upload_profile where name = $1', [name]);
        if (removed.rowCount !== 1) throw new ValetKeyError('NOT_FOUND', 'There is no such profile.');
        if (held.rowCount !== 0)
          throw new ValetKeyError(
            'INVALID_STATE',
            'There are files of this profile, perhaps in the trash; it can be deleted when they are gone.',
          );
        await record(client, 'profile.deleted', by, clock(), { name });
      });
    },
  };
}
