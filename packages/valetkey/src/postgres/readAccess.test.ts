import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mintId } from '../../test/addUpload.ts';
import { openTestDatabase, slowTestServers, type TestDatabase } from '../../test/postgresDatabase.ts';
import type { NewAuditEvent } from '../server/Records.ts';
import {
  type AccessPage,
  type AccessQuery,
  type AccessRow,
  type AuditTrail,
  createAuditTrail,
} from './index.ts';

describe.each(slowTestServers)('who saw what on $label', (server) => {
  let database: TestDatabase;
  let trail: AuditTrail;
  const files = [mintId(), mintId()];
  const people = ['ann', 'ben', 'cat'];
  const looks = [
    ['file.viewed', 'review'],
    ['url.signed', 'thumbnail'],
    ['url.signed', 'preview'],
    ['url.signed', 'original'],
    ['extraction.read', 'review'],
    ['review.approved', null],
  ] as const;
  const events: NewAuditEvent[] = Array.from({ length: 240 }, (_, index) => {
    const [action, purpose] = looks[index % looks.length]!;
    return {
      // Two events share each moment.
      at: new Date(Date.UTC(2030, 0, 1) + Math.floor(index / 2) * 3_600_000),
      actor: index % 20 === 19 ? { type: 'system', id: 'worker' } : { type: 'user', id: people[index % 3]! },
      action,
      fileId: index % 11 === 10 ? null : files[Math.floor(index / 7) % 2]!,
      version: index % 13 === 12 ? null : 1 + (Math.floor(index / 50) % 3),
      purpose,
      reason: purpose === 'original' ? `because ${index}` : null,
      requestId: `request-${index}`,
    };
  });

  beforeAll(async () => {
    database = await openTestDatabase(server);
    trail = createAuditTrail({ pool: database.app, cursorSecret: 'secret' });
    for (const event of events) await trail.record([event]);
  });
  afterAll(() => database?.close());

  /** The same report, counted here. */
  function recount(fits: (event: NewAuditEvent) => boolean): AccessRow[] {
    const rows = new Map<string, AccessRow>();
    for (const event of events.filter((one) => one.fileId !== null && fits(one))) {
      const { actor, fileId, action, purpose, version, reason } = event;
      const key = JSON.stringify([actor, fileId, action, purpose]);
      const at = event.at.toISOString();
      const row = rows.get(key) ?? {
        ...{ actor, file: fileId!, fileName: null, action, purpose },
        ...{ versions: [], reasons: [], count: 0, first: at, last: at },
      };
      rows.delete(key);
      rows.set(key, {
        ...row,
        versions: [...new Set([...row.versions, ...(version === null ? [] : [version])])].sort(),
        reasons: (reason === null ? row.reasons : [reason, ...row.reasons]).slice(0, 3),
        count: row.count + 1,
        last: at,
      });
    }
    return [...rows.values()].reverse();
  }
  const isPicture = ({ purpose }: NewAuditEvent) => purpose === 'thumbnail';
  const isPerson = ({ actor }: NewAuditEvent) => actor.type === 'user';

  it.each<[string, AccessQuery, (event: NewAuditEvent) => boolean]>([
    ['one file', { file: files[0]! }, (event) => event.fileId === files[0] && isPerson(event)],
    [
      'one file without the pictures of lists',
      { file: files[0]!, isWithLists: false },
      (event) => event.fileId === files[0] && isPerson(event) && !isPicture(event),
    ],
    ['one person', { actor: 'ben' }, ({ actor }) => actor.id === 'ben'],
    [
      'one person in some days',
      { actor: 'cat', from: '2030-01-02', to: '2030-01-04', isWithLists: false },
      (event) =>
        event.actor.id === 'cat' &&
        !isPicture(event) &&
        event.at >= new Date('2030-01-02') &&
        event.at < new Date('2030-01-04'),
    ],
    [
      'one person and one file',
      { actor: 'ann', file: files[1]! },
      ({ actor, fileId }) => actor.id === 'ann' && fileId === files[1],
    ],
  ])('counts %s as the events themselves do', async (_, query, fits) => {
    const page = await trail.access(query);
    const wanted = recount(fits);
    expect(wanted.length).toBeGreaterThan(0);
    expect(page).toEqual({
      rows: wanted,
      events: wanted.reduce((sum, { count }) => sum + count, 0),
      nextCursor: null,
    });
  });

  it('counts each event once over any number of windows', async () => {
    const query = { file: files[1]! };
    const counts = new Map<string, number>();
    let cursor: string | null = null;
    let windows = 0;
    do {
      const page: AccessPage = await trail.access({ ...query, cursor, limit: 7 });
      for (const { actor, action, purpose, count } of page.rows) {
        const key = JSON.stringify([actor.id, action, purpose]);
        counts.set(key, (counts.get(key) ?? 0) + count);
      }
      expect(page.events).toBeLessThanOrEqual(7);
      cursor = page.nextCursor;
      windows += 1;
    } while (cursor !== null);
    expect(windows).toBeGreaterThan(5);
    const whole = await trail.access(query);
    expect(counts).toEqual(
      new Map(
        whole.rows.map(({ actor, action, purpose, count }) => [
          JSON.stringify([actor.id, action, purpose]),
          count,
        ]),
      ),
    );
  });

  it('forgets a reason that was erased, and keeps that there was a look', async () => {
    const erased = 'because 3';
    const has = async () =>
      (await trail.access({ actor: 'ann', from: '2030-01-01', to: '2030-01-01T02:00:00Z' })).rows.map(
        ({ action, reasons }) => [action, reasons],
      );
    expect(await has()).toContainEqual(['url.signed', [erased]]);
    await database.owner.query('delete from valetkey.audit_personal where reason = $1', [erased]);
    expect(await has()).toContainEqual(['url.signed', []]);
  });

  it('refuses a question about nobody and nothing, and what it does not know', async () => {
    const { nextCursor } = await trail.access({ file: files[0]!, limit: 1 });
    for (const query of [
      {},
      { from: '2030-01-01' },
      { file: files[0]!, limit: 0 },
      { file: files[0]!, limit: 20_001 },
      { file: '\0' },
      { actor: 'x'.repeat(201) },
      { file: files[0]!, from: 'yesterday' },
      { file: files[1]!, cursor: nextCursor },
      { file: files[0]!, isWithLists: false, cursor: nextCursor },
    ])
      await expect(trail.access(query), JSON.stringify(query)).rejects.toMatchObject({
        code: 'INVALID_QUERY',
      });
    expect((await trail.access({ file: "' or 1=1--" })).rows).toEqual([]);
  });

  it('reads no more events than its window has, however many pictures of lists there are', async () => {
    const busy = mintId();
    await database.owner.query(
      `insert into valetkey.audit_event (id, at, actor_type, actor_id, action, file_id, purpose, request_id, hash)
       select 'bulk-' || n, timestamptz '2031-01-01' + n * interval '1 second', 'user', 'p' || n % 5, 'url.signed',
         $1, case when n % 50 = 0 then 'preview' else 'thumbnail' end, 'r', ''
       from generate_series(1, 30000) n`,
      [busy],
    );
    await database.owner.query('vacuum analyze valetkey.audit_event');
    const asked: [text: string, values: unknown[]][] = [];
    const watched: TestDatabase['app'] = Object.create(database.app, {
      query: {
        value: (text: string, values: unknown[]) => {
          asked.push([text, values]);
          return database.app.query(text, values);
        },
      },
    });
    const watchedTrail = createAuditTrail({ pool: watched, cursorSecret: 'secret' });
    for (const query of [{ file: busy }, { actor: 'p0' }]) {
      await watchedTrail.access({ ...query, isWithLists: false, limit: 100 });
      const [text, values] = asked.at(-1)!;
      const { rows } = await database.app.query(`explain (analyze, format json) ${text}`, values);
      expect(eventsRead(rows[0]['QUERY PLAN'][0].Plan), JSON.stringify(query)).toBeLessThanOrEqual(100);
    }
  });
});

type PlanNode = {
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
};

function eventsRead(node: PlanNode): number {
  const own =
    node['Relation Name'] === 'audit_event'
      ? (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
      : 0;
  return own + (node.Plans ?? []).reduce((sum, child) => sum + eventsRead(child), 0);
}
