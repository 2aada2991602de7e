import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mintId } from '../../test/addUpload.ts';
import { openTestDatabase, slowTestServers, type TestDatabase } from '../../test/postgresDatabase.ts';
import type { NewAuditEvent } from '../server/Records.ts';
import {
  type AuditEvent,
  type AuditQuery,
  type AuditTrail,
  createAuditTrail,
  sealAuditEvents,
} from './index.ts';

describe.each(slowTestServers)('audit trail on $label', (server) => {
  let database: TestDatabase;
  let trail: AuditTrail;
  const start = Date.UTC(2030, 0, 1);
  const files = [mintId(), mintId(), mintId()];
  const total = 60;

  /** Three people, three files, four actions; two events share each moment. */
  beforeAll(async () => {
    database = await openTestDatabase(server);
    trail = createAuditTrail({ pool: database.app, cursorSecret: 'secret' });
    for (let index = 0; index < total; index += 1) {
      const event: NewAuditEvent = {
        at: new Date(start + Math.floor(index / 2) * 60_000),
        actor: { type: index % 5 === 0 ? 'system' : 'user', id: `person-${index % 3}` },
        action: ['file.viewed', 'url.signed', 'review.claimed', 'file.renamed'][index % 4]!,
        fileId: index % 6 === 5 ? null : files[index % 3]!,
        version: 1,
        purpose: index % 4 === 1 ? 'original' : index % 4 === 2 ? 'thumbnail' : null,
        reason: index % 4 === 1 ? `because ${index}` : null,
        requestId: `request-${index}`,
        details: { index },
      };
      await trail.record([event]);
    }
  });
  afterAll(() => database?.close());

  async function readAll(query: AuditQuery): Promise<AuditEvent[]> {
    const events: AuditEvent[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<AuditTrail['list']>> = await trail.list({ ...query, cursor, limit: 7 });
      events.push(...page.events);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return events;
  }

  it('shows everything newest first, each event once, with its reason and facts', async () => {
    const events = await readAll({});
    expect(events.map(({ details }) => details?.index)).toEqual(
      Array.from({ length: total }, (_, index) => total - 1 - index),
    );
    expect(events.find(({ requestId }) => requestId === 'request-1')).toEqual({
      id: expect.stringMatching(/^[a-z2-7]{26}$/),
      at: '2030-01-01T00:00:00.000Z',
      actor: { type: 'user', id: 'person-1' },
      action: 'url.signed',
      file: files[1],
      fileName: null,
      version: 1,
      purpose: 'original',
      reason: 'because 1',
      requestId: 'request-1',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      details: { index: 1 },
      sealed: false,
    });
    await sealAuditEvents(database.worker);
    expect((await trail.list({ limit: 1 })).events[0]?.sealed).toBe(true);
  });

  it.each<[string, AuditQuery, (event: AuditEvent) => boolean]>([
    ['a file', { file: files[1]! }, ({ file }) => file === files[1]],
    ['a person', { actor: 'person-2' }, ({ actor }) => actor.id === 'person-2'],
    ['a purpose', { purpose: 'original' }, ({ purpose }) => purpose === 'original'],
    ['what is no picture of a list', { isWithLists: false }, ({ purpose }) => purpose !== 'thumbnail'],
    ['an action', { action: 'url.signed' }, ({ action }) => action === 'url.signed'],
    [
      'a time',
      { from: '2030-01-01T00:05:00Z', to: '2030-01-01T00:10:00Z' },
      ({ at }) => at >= '2030-01-01T00:05' && at < '2030-01-01T00:10',
    ],
    ['a day', { from: '2030-01-01', to: '2030-01-02' }, () => true],
    [
      'a person and a file',
      { actor: 'person-1', file: files[1]! },
      ({ actor, file }) => actor.id === 'person-1' && file === files[1],
    ],
    [
      'all of it',
      { actor: 'person-1', file: files[1]!, action: 'url.signed', from: '2030-01-01T00:00:00Z' },
      (event) => event.actor.id === 'person-1' && event.file === files[1] && event.action === 'url.signed',
    ],
  ])('answers by %s, as a list and as an export', async (_, query, fits) => {
    const wanted = (await readAll({})).filter(fits);
    expect(wanted.length).toBeGreaterThan(0);
    expect(await readAll(query)).toEqual(wanted);
    const exported: AuditEvent[] = [];
    for await (const page of trail.export(query)) exported.push(...page);
    expect(exported).toEqual(wanted);
  });

  it('refuses what it does not know, and cursors of another question', async () => {
    const { nextCursor } = await trail.list({ limit: 1 });
    for (const query of [
      { limit: 0 },
      { limit: 201 },
      { from: 'yesterday' },
      { to: '2030-13-01' },
      { from: '2030' },
      { actor: '\0' },
      { file: 'x'.repeat(201) },
      { action: '\ud800' },
      { cursor: 'x' },
      { cursor: nextCursor, actor: 'person-1' },
    ])
      await expect(trail.list(query), JSON.stringify(query)).rejects.toMatchObject({ code: 'INVALID_QUERY' });
    expect((await trail.list({ file: "' or 1=1--" })).events).toEqual([]);
  });

  it('answers by file, person, action and time from an index, at any depth', async () => {
    await database.owner.query(
      `insert into valetkey.audit_event (id, at, actor_type, actor_id, action, file_id, request_id, hash)
       select 'bulk-' || n, timestamptz '2031-01-01' + n * interval '1 second', 'user', 'p' || n % 100, 'a' || n % 20,
         'file-' || n % 1000, 'r', ''
       from generate_series(1, 30000) n`,
    );
    await database.owner.query('vacuum analyze valetkey.audit_event');
    let asked: [text: string, values: unknown[]] = ['', []];
    const watched: TestDatabase['app'] = Object.create(database.app, {
      query: {
        value: (text: string, values: unknown[]) => {
          asked = [text, values];
          return database.app.query(text, values);
        },
      },
    });
    const watchedTrail = createAuditTrail({ pool: watched, cursorSecret: 'secret' });
    for (const query of [
      {},
      { actor: 'p7' },
      { action: 'a3' },
      { file: 'file-9' },
      { to: '2031-01-01T02:00:00Z' },
      { actor: 'p7', from: '2031-01-01', to: '2031-01-01T02:00:00Z' },
    ]) {
      let cursor: string | null = null;
      for (let page = 0; page < 3; page += 1) {
        const answer: Awaited<ReturnType<AuditTrail['list']>> = await watchedTrail.list({
          ...query,
          cursor,
          limit: 10,
        });
        cursor = answer.nextCursor;
        const { rows } = await database.app.query(`explain (analyze, format json) ${asked[0]}`, asked[1]);
        expect(eventsRead(rows[0]['QUERY PLAN'][0].Plan), JSON.stringify(query)).toBeLessThan(50);
      }
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
