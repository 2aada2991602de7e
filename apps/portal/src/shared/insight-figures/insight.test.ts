import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrateDatabase } from '@/shared/db/index.server';
import { type EmbeddedPostgres, startTestPostgres } from '../../../../../scripts/lib/embeddedPostgres.mjs';
import type { Insight } from './Insight';
import { readInsight } from './readInsight';
import { rollUpInsight } from './rollUpInsight';

let postgres: EmbeddedPostgres;
let owner: pg.Pool;
let app: pg.Pool;
let worker: pg.Pool;

const hourMs = 3_600_000;
const start = Date.UTC(2030, 0, 10);
const at = (hours: number) => new Date(start + hours * hourMs);
const id = (text: string) => text.replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)]!).padEnd(26, 'a');

beforeAll(async () => {
  postgres = await startTestPostgres();
  const { app: appUrl, owner: migrationUrl, worker: workerUrl } = postgres.urls;
  const portalMigrationsDirectory = new URL('../../../migrations/', import.meta.url);
  await migrateDatabase({ migrationUrl, appUrl, workerUrl, portalMigrationsDirectory });
  [owner, app, worker] = [migrationUrl, appUrl, workerUrl].map(
    (connectionString) => new pg.Pool({ connectionString, max: 3 }),
  ) as [pg.Pool, pg.Pool, pg.Pool];
  for (const pool of [owner, app, worker]) pool.on('error', () => undefined);
  // Rows as they stand after any life: the triggers would play each life anew.
  await owner.query(
    'alter table valetkey.upload disable trigger user; alter table valetkey.file disable trigger user',
  );
});

afterAll(async () => {
  await Promise.all([owner?.end(), app?.end(), worker?.end()]);
  await postgres?.stop();
});

type Life = {
  hours: number;
  version?: number;
  fileId?: string;
  state?: string;
  review?: string;
  reasonCode?: string;
  size?: number;
  type?: string;
  isRequired?: boolean;
  /** Hours from the handshake until it was stored, and whether it passed. */
  storedAfter?: number;
  isVerified?: boolean;
  decision?: { after: number; decision: string; reasonCode?: string; by: string; dueAfter?: number };
};

const lives: (Life & { id: string; fileId: string; version: number })[] = [];

async function live(life: Life): Promise<void> {
  const n = String(lives.length).padStart(4, '0');
  const one = { ...life, id: id(`u${n}`), fileId: life.fileId ?? id(`f${n}`), version: life.version ?? 1 };
  lives.push(one);
  const {
    state = 'available',
    review = 'unreviewed',
    size = 500,
    type = 'image/png',
    isRequired = true,
  } = one;
  const created = at(one.hours);
  await owner.query(
    `insert into valetkey.file (id, owner_id, name, last_version, current_version, created_at, updated_at, state, review, content_type)
     values ($1, 'ann', 'n', $2, $2, $3, $3, $4, $5, $6)
     on conflict (id) do update set last_version = $2, current_version = $2`,
    [one.fileId, one.version, created, state, review, type],
  );
  await owner.query(
    `insert into valetkey.upload (id, file_id, version, owner_id, profile, name, content_type, size, kind, state, review,
       reason_code, is_review_required, writable_until, expires_at, created_at, updated_at)
     values ($1, $2, $3, 'ann', 'default', 'n', $4, $5, 'post', $6, $7, $8, $9, $10, $10, $10, $11)`,
    [
      one.id,
      one.fileId,
      one.version,
      type,
      size,
      state,
      review,
      one.reasonCode ?? null,
      isRequired,
      created,
      at(0),
    ],
  );
  const event = (action: string, when: Date) =>
    app.query(
      `insert into valetkey.audit_event (id, at, actor_type, actor_id, action, file_id, version, request_id)
       values ($1, $2, 'user', 'ann', $3, $4, $5, 'r')`,
      [`${one.id}-${action}`, when, action, one.fileId, one.version],
    );
  if (one.storedAfter !== undefined) await event('file.uploaded', at(one.hours + one.storedAfter));
  if (one.isVerified) await event('file.available', at(one.hours + (one.storedAfter ?? 0)));
  if (one.decision !== undefined)
    await app.query(
      `insert into valetkey.review_decision (id, file_id, version, by_id, at, decision, reason_code, due_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        id(`d${n}`),
        one.fileId,
        one.version,
        one.decision.by,
        at(one.hours + one.decision.after),
        one.decision.decision,
        one.decision.reasonCode ?? null,
        one.decision.dueAfter === undefined ? null : at(one.hours + one.decision.dueAfter),
      ],
    );
}

/** The same figures, counted here from the lives themselves. */
function recount(from: number, to: number) {
  const figures: Record<string, Record<string, number>> = {};
  const add = (measure: string, key: string, value = 1) => {
    figures[measure] ??= {};
    figures[measure][key] = (figures[measure][key] ?? 0) + value;
  };
  const newest = (fileId: string) =>
    Math.max(...lives.filter((one) => one.fileId === fileId).map((one) => one.version));
  const loads: Record<string, number> = {};
  for (const one of lives) {
    const { state = 'available', review = 'unreviewed', size = 500, type = 'image/png', storedAfter } = one;
    if (one.hours >= from && one.hours < to) {
      add('handshakes', '');
      if (storedAfter === undefined) {
        const cause =
          state === 'reserved' ? 'open' : ['aborted', 'expired'].includes(state) ? state : one.reasonCode;
        add('not_stored', cause ?? 'removed');
      } else {
        add('stored', '');
        const category = type === 'image/png' ? 'image' : 'document';
        add('files', category);
        add('bytes', category, size);
        const seconds = storedAfter * 3600;
        const time =
          seconds < 2
            ? '2 s'
            : seconds < 10
              ? '10 s'
              : seconds < 60
                ? '1 min'
                : seconds < 600
                  ? '10 min'
                  : 'more';
        add('upload_time', `${size < 1e6 ? '1 MB' : size < 1e7 ? '10 MB' : '100 MB'}|${time}`);
        if (!one.isVerified)
          add(
            'not_verified',
            state === 'verifying'
              ? 'checking'
              : state === 'quarantined'
                ? 'held'
                : (one.reasonCode ?? 'removed'),
          );
        else {
          add('verified', '');
          if (one.decision !== undefined && review !== 'awaiting_second') add('reviewed', '');
          else if (one.isRequired === false) add('not_reviewed', 'not_asked');
          else if (state === 'deleted') add('not_reviewed', 'removed');
          else if (newest(one.fileId) > one.version) add('not_reviewed', 'replaced');
          else add('not_reviewed', review === 'unreviewed' ? 'waiting' : 'in_review');
        }
      }
    }
    if (one.decision !== undefined) {
      const when = one.hours + one.decision.after;
      if (when < from || when >= to) continue;
      add('decisions', one.decision.decision);
      if (one.decision.reasonCode) add('reasons', one.decision.reasonCode);
      const { after, dueAfter } = one.decision;
      if (dueAfter !== undefined) add('target', after <= dueAfter ? 'within' : 'late');
      const hours = after - storedAfter!;
      add(
        'turnaround',
        hours < 1 ? '1 h' : hours < 4 ? '4 h' : hours < 24 ? '1 day' : hours < 72 ? '3 days' : 'more',
      );
      loads[one.decision.by] = (loads[one.decision.by] ?? 0) + 1;
    }
  }
  for (const [place, count] of Object.values(loads)
    .sort((a, b) => b - a)
    .entries())
    add('load', `${place + 1}`, count);
  return figures;
}

const days = { from: at(0), to: at(72) };
const read = (now: Date) => readInsight(app, { ...days, now });

async function expectExact(now: Date): Promise<void> {
  const insight = await read(now);
  expect(insight.figures).toEqual(recount(0, 72));
  expect(insight.before.figures).toEqual(recount(-72, 0));
  expect(insight.days).toEqual(
    [0, 24, 48].map((first) => {
      const day = recount(first, first + 24);
      return {
        day: at(first).toISOString().slice(0, 10),
        until: at(first).toISOString().slice(0, 10),
        handshakes: day.handshakes?.[''] ?? 0,
        stored: day.stored?.[''] ?? 0,
        bytes: Object.values(day.bytes ?? {}).reduce((sum, bytes) => sum + bytes, 0),
      };
    }),
  );
}

const dayHours = 24;
const dayOf = (hours: number) => at(hours).toISOString().slice(0, 10);
/** Of 2028 to 2030: the middle of a week and of a month, their ends, a leap day, and long before. */
const longAgo = [-1_060, -700, -681, -680, -650, -375, -374, -190, -101, -100, -99, -41, -40, -10, -9].map(
  (days) => days * dayHours + 7.5,
);

/** Weeks and months are what their days are, whose sums the recount above has. */
async function expectLong(now: Date): Promise<void> {
  for (const [bucket, length] of [
    ['week', 200],
    ['month', 531],
  ] as const) {
    const from = -(length - 3) * dayHours;
    const insight = await readInsight(app, { from: at(from), to: at(72), now });
    expect(insight.bucket).toBe(bucket);
    expect(insight.figures).toEqual(recount(from, 72));
    expect(insight.before.figures).toEqual(recount(from - length * dayHours, from));
    const expected: Insight['days'] = [];
    for (let hours = from; hours < 72; hours += dayHours) {
      const date = at(hours);
      const isFirst = bucket === 'week' ? date.getUTCDay() === 1 : date.getUTCDate() === 1;
      if (isFirst || expected.length === 0)
        expected.push({ day: dayOf(hours), until: '', handshakes: 0, stored: 0, bytes: 0 });
      const bar = expected.at(-1)!;
      const day = recount(hours, hours + dayHours);
      bar.until = dayOf(hours);
      bar.handshakes += day.handshakes?.[''] ?? 0;
      bar.stored += day.stored?.[''] ?? 0;
      bar.bytes += Object.values(day.bytes ?? {}).reduce((sum, bytes) => sum + bytes, 0);
    }
    expect(insight.days).toEqual(expected);
    expect(expected.filter(({ stored }) => stored > 0).length).toBeGreaterThan(4);
  }
}

/** One call counts a month at most. */
async function rollUp(now: Date): Promise<void> {
  for (;;) {
    await rollUpInsight(worker, now);
    const { rows } = await owner.query(
      "select rolled_until >= date_trunc('hour', $1::timestamptz, 'UTC') as is_done from portal.insight_progress",
      [now],
    );
    if (rows[0].is_done) return;
  }
}

describe('insight', () => {
  it('is what the rows say, before anything was counted', async () => {
    for (const hours of [...longAgo, -60, -1, 0, 0.5, 5, 23.9, 30, 47, 71]) {
      await live({ hours, state: 'reserved' });
      await live({ hours, state: 'expired' });
      await live({ hours, state: 'rejected', reasonCode: 'SIZE_MISMATCH' });
      await live({ hours, state: 'rejected', reasonCode: 'TYPE_MISMATCH', storedAfter: 0.001, size: 2e6 });
      await live({ hours, state: 'quarantined', storedAfter: 0.01, type: 'application/pdf' });
      await live({ hours, storedAfter: 0.0001, isVerified: true });
      await live({ hours, storedAfter: 0.2, isVerified: true, isRequired: false, size: 3e7 });
      await live({ hours, storedAfter: 0.2, isVerified: true, review: 'in_review' });
      await live({ hours, storedAfter: 0.2, isVerified: true, state: 'deleted' });
      const approve = { decision: 'approve', by: 'rita' };
      await live({
        hours,
        storedAfter: 0.1,
        isVerified: true,
        decision: { ...approve, after: 0.5, dueAfter: 0.5 },
      });
      await live({
        hours,
        storedAfter: 0.1,
        isVerified: true,
        decision: { ...approve, after: 30, dueAfter: 24 },
      });
      await live({
        hours,
        storedAfter: 0.1,
        isVerified: true,
        review: 'awaiting_second',
        decision: { ...approve, after: 0.5 },
      });
      await live({
        hours,
        storedAfter: 0.1,
        isVerified: true,
        decision: { after: 3, decision: 'reject', reasonCode: 'UNREADABLE', by: 'ravi' },
      });
    }
    await expectExact(at(80));
    await expectLong(at(80));
  });

  it('is the same from the counted hours, however often they are counted', async () => {
    for (let round = 0; round < 3; round += 1) {
      await rollUp(at(60.5));
      await expectExact(at(80));
      await expectLong(at(80));
    }
    const { rows } = await owner.query(
      'select count(*)::integer as hours, max(hour) as last from portal.insight_hour',
    );
    expect(rows[0].hours).toBeGreaterThan(20);
    expect(rows[0].last < at(60)).toBe(true);
  });

  it('corrects an hour that was counted, when what happened in it is known later or changes', async () => {
    const late = { hours: 5.5, storedAfter: 0.1, isVerified: true };
    await live({ ...late, decision: { after: 1, decision: 'approve', by: 'lea', dueAfter: 4 } });
    await live({
      hours: 6,
      fileId: lives.find((one) => one.hours === 5 && one.review === undefined)!.fileId,
      version: 2,
      storedAfter: 0.1,
    });
    const open = lives.find((one) => one.hours === 30 && one.state === 'reserved')!;
    open.state = 'aborted';
    await owner.query("update valetkey.upload set state = 'aborted' where id = $1", [open.id]);
    await owner.query('update valetkey.upload set updated_at = $1 where id = $2 or created_at in ($3, $4)', [
      at(61),
      open.id,
      at(5.5),
      at(6),
    ]);
    await rollUp(at(61));
    await expectExact(at(80));
    await rollUp(at(80));
    await expectExact(at(80));
  });

  it('leaves an hour as it was counted, when its events were removed from the audit trail since', async () => {
    await owner.query(
      `insert into valetkey.audit_checkpoint (position, head, kept, kept_hash, events_before, at, public_key, signature)
       values (1, repeat('a', 64), 0, repeat('0', 64), $1, $1, 'k', 's')`,
      [at(20.5)],
    );
    const kept = lives.find((one) => one.hours === 5.5)!;
    const recounted = lives.find((one) => one.hours === 30 && one.isVerified)!;
    recounted.review = 'unreviewed';
    recounted.isRequired = false;
    await owner.query('update valetkey.upload set size = 12345, updated_at = $2 where id = $1', [
      kept.id,
      at(81),
    ]);
    await owner.query(
      "update valetkey.upload set review = 'unreviewed', is_review_required = false, updated_at = $2 where id = $1",
      [recounted.id, at(81)],
    );
    await rollUp(at(81.5));
    await expectExact(at(80));
  });

  it('says how long files wait, from the files', async () => {
    const { waiting } = await read(at(80));
    const { rows } = await owner.query(
      `select count(*)::integer as files from valetkey.file where state = 'available' and is_review_required
       and review in ('unreviewed', 'in_review', 'awaiting_second')`,
    );
    expect(waiting.reduce((sum, { files }) => sum + files, 0)).toBe(rows[0].files);
    expect(waiting.every(({ isMore }) => !isMore)).toBe(true);
  });

  it('names nobody and no file', async () => {
    const text = JSON.stringify(await read(at(80)));
    for (const secret of ['ann', 'rita', 'ravi', 'lea', ...lives.flatMap((one) => [one.id, one.fileId])])
      expect(text).not.toContain(`"${secret}"`);
  });

  it('lets the application read and not write', async () => {
    await expect(app.query('delete from portal.insight_hour')).rejects.toMatchObject({ code: '42501' });
  });
});
