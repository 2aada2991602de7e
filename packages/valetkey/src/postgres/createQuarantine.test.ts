import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addUpload } from '../../test/addUpload.ts';
import { openTestDatabase, type TestDatabase, testServers } from '../../test/postgresDatabase.ts';
import type { ScanOutcome } from '../protocol/index.ts';
import type { UploadPatch, UploadRecord } from '../server/Records.ts';
import {
  createFileCatalogue,
  createPostgresRecords,
  createQuarantine,
  type HoldDecision,
  type Quarantine,
} from './index.ts';

const requestId = 'r';

describe.each(testServers)('quarantine on $label', (server) => {
  let database: TestDatabase;
  let quarantine: Quarantine;
  let now = new Date(Date.UTC(2030, 0, 1));
  beforeAll(async () => {
    database = await openTestDatabase(server);
    quarantine = createQuarantine({ pool: database.app, clock: () => now, cursorSecret: 'secret' });
  });
  afterAll(() => database?.close());

  const records = () => createPostgresRecords({ pool: database.worker });
  const codeOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 'no error',
      (error) => error.code,
    );

  function move(upload: UploadRecord, to: UploadRecord['state'], patch: UploadPatch) {
    const event = {
      at: now,
      actor: { type: 'system', id: 'valetkey' } as const,
      action: `file.${to}`,
      fileId: upload.fileId,
      version: upload.version,
      purpose: null,
      reason: null,
      requestId,
    };
    return records().transition({ id: upload.id, from: [upload.state], to, patch, event, now });
  }

  async function hold(scan: ScanOutcome = 'infected', name = 'invoice.pdf'): Promise<UploadRecord> {
    now = new Date(now.getTime() + 1_000);
    const verifying = await addUpload(database.app, { ownerId: 'alice', name, state: 'verifying', at: now });
    const reasonCode = scan === 'infected' ? 'MALWARE' : 'SCAN_ENCRYPTED';
    const scanSignature = scan === 'infected' ? 'Eicar' : null;
    const by = { scanEngine: 'Scanner 1', scanDatabase: '7', scannedAt: now };
    const held = await move(verifying, 'quarantined', { scan, scanSignature, reasonCode, ...by });
    if (held === null) throw new Error('not held');
    return held;
  }
  const as = (id: string, upload: { id: string }, changes: Partial<HoldDecision> = {}): HoldDecision => ({
    id: upload.id,
    revision: 1,
    by: { id },
    reason: 'Known to be a false alarm',
    requestId,
    ...changes,
  });
  const find = async ({ id }: UploadRecord) => (await records().find({ uploadIds: [id] }))[0]!;
  const heldOf = async ({ id }: UploadRecord) =>
    (await quarantine.list({ limit: 100 })).files.find((file) => file.id === id);

  it('lets two people, and nobody alone, let go of what is infected', async () => {
    const upload = await hold();
    expect(await heldOf(upload)).toMatchObject({
      fileId: upload.fileId,
      version: 1,
      name: 'invoice.pdf',
      owner: { id: 'alice' },
      code: 'MALWARE',
      scan: 'infected',
      signature: 'Eicar',
      engine: 'Scanner 1',
      database: '7',
      revision: 1,
      needsTwo: true,
      approvals: [],
    });
    expect(await codeOf(quarantine.release(as('ada', upload)))).toBe('SECOND_APPROVAL_REQUIRED');
    expect(await quarantine.approve(as('ada', upload))).toMatchObject({
      approvals: [{ by: { id: 'ada' }, at: now.toISOString(), reason: 'Known to be a false alarm' }],
    });
    expect(await codeOf(quarantine.approve(as('ada', upload)))).toBe('INVALID_STATE');
    expect(await codeOf(quarantine.release(as('ada', upload)))).toBe('SECOND_APPROVAL_REQUIRED');
    expect((await heldOf(upload))?.approvals).toHaveLength(1);
    await quarantine.release(as('ben', upload, { reason: 'I looked as well' }));
    expect(await find(upload)).toMatchObject({ state: 'available', scan: 'infected', reasonCode: null });
    expect(await heldOf(upload)).toBeUndefined();
    const { rows } = await database.app.query(
      `select e.action, e.actor_id, p.reason, e.details from valetkey.audit_event e
       join valetkey.audit_personal p on p.event_id = e.id where e.file_id = $1 order by e.seq`,
      [upload.fileId],
    );
    expect(rows).toMatchObject([
      { action: 'release.approved', actor_id: 'ada', reason: 'Known to be a false alarm' },
      { action: 'file.released', actor_id: 'ben', reason: 'I looked as well' },
    ]);
    expect(JSON.parse(rows[1].details)).toEqual({ code: 'MALWARE', scan: 'infected', signature: 'Eicar' });
  });

  it('needs one person for what could not be scanned, and never its owner', async () => {
    const upload = await hold('encrypted');
    expect(await heldOf(upload)).toMatchObject({ needsTwo: false, code: 'SCAN_ENCRYPTED' });
    for (const decide of [quarantine.approve, quarantine.release, quarantine.refuse])
      expect(await codeOf(decide(as('alice', upload)))).toBe('OWN_FILE');
    expect(await codeOf(quarantine.approve(as('ada', upload)))).toBe('INVALID_STATE');
    await quarantine.release(as('ada', upload));
    expect(await find(upload)).toMatchObject({ state: 'available', scan: 'encrypted' });
  });

  it('asks for a reason and for what is held as it is now', async () => {
    const upload = await hold();
    expect(await codeOf(quarantine.refuse(as('ada', upload, { reason: ' ' })))).toBe('INVALID_BODY');
    expect(await codeOf(quarantine.refuse(as('ada', upload, { revision: 2 })))).toBe('STALE');
    for (const id of ['', '\0', upload.fileId])
      expect(await codeOf(quarantine.refuse(as('ada', { id })))).toBe('NOT_FOUND');
    await quarantine.approve(as('ada', upload));
    // Scanned again in between: what was agreed to is not what it is now.
    await move(upload, 'quarantined', { scan: 'infected', scanSignature: 'Worse' });
    expect(await codeOf(quarantine.release(as('ben', upload)))).toBe('STALE');
    expect(await codeOf(quarantine.release(as('ben', upload, { revision: 2 })))).toBe(
      'SECOND_APPROVAL_REQUIRED',
    );
    // What the sweep notes about it changes nothing.
    await quarantine.approve(as('ben', upload, { revision: 2 }));
    await move(await find(upload), 'quarantined', { incomingKey: null });
    expect((await heldOf(upload))?.approvals.map(({ by }) => by.id)).toEqual(['ben']);
  });

  it('refuses for good, gives the quota back, and tells the owner why but not by whom', async () => {
    const usedBy = async () =>
      Number(
        (await database.app.query("select bytes_used from valetkey.quota where owner_id = 'alice'")).rows[0]
          .bytes_used,
      );
    const upload = await hold();
    const used = await usedBy();
    await quarantine.refuse(as('ada', upload, { reason: 'It is a virus' }));
    expect(await find(upload)).toMatchObject({ state: 'rejected', reasonCode: 'MALWARE' });
    expect(await usedBy()).toBe(used - 5);
    const catalogue = createFileCatalogue({ pool: database.app, cursorSecret: 'secret' });
    const file = await catalogue.get({ ownerId: 'alice', fileId: upload.fileId });
    expect(file).toMatchObject({
      state: 'rejected',
      rejection: { code: 'MALWARE', message: 'Something harmful was found in the file' },
    });
    const history = await catalogue.history({ ownerId: 'alice', fileId: upload.fileId });
    expect(history[0]).toMatchObject({ action: 'refused' });
    expect(JSON.stringify([file, history])).not.toMatch(/\bada\b|virus|Eicar/);
    const due = await records().listDue({ now: new Date(now.getTime() + 3_600_000), limit: 1_000 });
    expect(due.map(({ id }) => id)).toContain(upload.id);
  });

  it('lets one of many decide, and writes nothing without the event', async () => {
    const upload = await hold('encrypted');
    const codes = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        codeOf((index % 2 ? quarantine.release : quarantine.refuse)(as(`admin${index}`, upload))),
      ),
    );
    expect(codes.filter((code) => code === 'no error')).toHaveLength(1);
    expect(codes.filter((code) => code === 'NOT_FOUND')).toHaveLength(9);
    const other = await hold('encrypted');
    expect(await codeOf(quarantine.release(as('ada', other, { by: { id: null as never } })))).toBe(
      'RECORDS_UNAVAILABLE',
    );
    expect(await find(other)).toEqual(other);
  });

  it('lists what is held longest first, a page at a time, and counts it', async () => {
    const before = await quarantine.count();
    const added = [];
    for (const name of ['1.pdf', '2.pdf', '3.pdf']) added.push(await hold('infected', name));
    expect(await quarantine.count()).toBe(before + 3);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<Quarantine['list']>> = await quarantine.list({ cursor, limit: 2 });
      seen.push(...page.files.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen.slice(-3)).toEqual(added.map(({ id }) => id));
    expect(new Set(seen).size).toBe(seen.length);
    expect(await codeOf(quarantine.list({ cursor: 'x.y', limit: 2 }))).toBe('INVALID_QUERY');
    const { rows } = await database.owner.query(
      "explain select from valetkey.upload where state = 'quarantined' order by created_at, id limit 2",
    );
    expect(JSON.stringify(rows)).toContain('upload_held');
  });
});
