import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '../ApiClient.ts';
import { clientOf, confirmPassword } from '../clients.ts';
import { makePng } from '../makeFile.ts';
import { download, sendBytes, uploadFile, waitForDownload } from '../transfer.ts';

const problem = (status: number, code: string) => ({
  status,
  json: expect.objectContaining({ status, code }),
});

/** A client's file, ready for review. */
async function handIn(owner: ApiClient = clientOf('alice'), name = 'hand-in.png'): Promise<string> {
  const { key } = await uploadFile(owner, { name, contentType: 'image/png' }, makePng(8));
  await waitForDownload(owner, key);
  return key;
}

/** A new version of a file that was handed in before. */
async function handInAgain(owner: ApiClient, documentId: string): Promise<void> {
  const bytes = makePng(12);
  const reply = await owner.post('/api/upload', {
    files: [{ name: 'hand-in.png', contentType: 'image/png', size: bytes.byteLength, documentId }],
  });
  expect(reply.status, reply.text).toBe(200);
  const [grant] = reply.json.uploads;
  await sendBytes(grant, bytes);
  await owner.post('/api/upload/complete', { uploads: [{ uploadId: grant.uploadId }] });
  await waitForDownload(owner, documentId);
}

const of = (id: string) => `/api/review/files/${id}`;
const idOf = async (client: ApiClient): Promise<string> =>
  (await client.get('/api/auth/get-session')).json.user.id;

describe('the review of a file', () => {
  const [alice, rita, ravi, lea, ada] = (['alice', 'rita', 'ravi', 'lea', 'ada'] as const).map(clientOf) as [
    ApiClient,
    ApiClient,
    ApiClient,
    ApiClient,
    ApiClient,
  ];
  let ids: { alice: string; rita: string; ravi: string; lea: string };
  beforeAll(async () => {
    ids = { alice: await idOf(alice), rita: await idOf(rita), ravi: await idOf(ravi), lea: await idOf(lea) };
  });

  it('is found in the queue, with its owner by name', async () => {
    const name = `queue-${Date.now()}.png`;
    const id = await handIn(alice, name);
    for (const query of [`q=${name}`, `q=${name}&owner=${ids.alice}`, `q=${name}&owner=ALICE@example.com`]) {
      const { status, json } = await rita.get(`/api/review/files?review=unreviewed&category=image&${query}`);
      expect(status, query).toBe(200);
      expect(json.files, query).toEqual([
        expect.objectContaining({
          id,
          name,
          category: 'image',
          state: 'available',
          review: 'unreviewed',
          version: 1,
          claim: null,
          owner: { id: ids.alice, name: expect.any(String), email: 'alice@example.com' },
        }),
      ]);
    }
    expect((await rita.get(`/api/review/files?q=${name}&type=video`)).json.files).toEqual([]);
    expect((await rita.get('/api/review/files?type=video&category=video')).status).toBe(400);
    for (const query of [
      'review=nonsense',
      'sort=owner',
      'state=reserved',
      'limit=101',
      'cursor=x',
      'category=x',
    ])
      expect(await rita.get(`/api/review/files?${query}`), query).toMatchObject(
        problem(400, 'INVALID_QUERY'),
      );
    const owners = await rita.get('/api/review/owners?q=LICE%40exam');
    expect(owners.json.owners).toContainEqual(expect.objectContaining({ id: ids.alice }));
    const { json: counts } = await rita.get('/api/review/counts');
    expect(Object.keys(counts).sort()).toEqual(
      ['unreviewed', 'inReview', 'awaitingSecond', 'approved', 'changesRequested', 'rejected'].sort(),
    );
    expect(counts.unreviewed).toBeGreaterThan(0);
  });

  it('pages through the queue in every order, each file once', async () => {
    for (let index = 0; index < 3; index += 1) await handIn(alice, `page-${index}.png`);
    for (const sort of ['createdAt', '-createdAt', 'name', '-name', 'size', '-size']) {
      const seen: string[] = [];
      let cursor = '';
      for (let page = 0; page < 4; page += 1) {
        const { json } = await rita.get(`/api/review/files?limit=2&sort=${sort}${cursor}`);
        seen.push(...json.files.map((file: { id: string }) => file.id));
        if (json.nextCursor === null) break;
        cursor = `&cursor=${json.nextCursor}`;
      }
      expect(seen.length, sort).toBeGreaterThanOrEqual(3);
      expect(new Set(seen).size, sort).toBe(seen.length);
      const other = await rita.get(`/api/review/files?limit=2&review=approved&sort=${sort}${cursor}`);
      if (cursor !== '') expect(other, sort).toMatchObject(problem(400, 'INVALID_QUERY'));
    }
  });

  it('belongs to who claims it first, until it is given back or taken over', async () => {
    const id = await handIn();
    const replies = await Promise.all([rita, ravi, ada].map((one) => one.post(`${of(id)}/claim`, {})));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    for (const reply of replies) if (reply.status === 409) expect(reply.json.code).toBe('CLAIMED');
    const winner = [rita, ravi, ada][replies.findIndex(({ status }) => status === 200)]!;
    const loser = [rita, ravi].find((one) => one !== winner)!;
    expect((await loser.get(of(id))).json.claim.by).toEqual({
      id: await idOf(winner),
      name: expect.any(String),
    });
    expect(await loser.post(`${of(id)}/release`, {})).toMatchObject(problem(409, 'CLAIMED'));
    expect(await loser.post(`${of(id)}/decision`, { version: 1, decision: 'approve' })).toMatchObject(
      problem(409, 'CLAIMED'),
    );
    const mine = await winner.get('/api/review/files?assignee=me&review=in_review&limit=100');
    expect(mine.json.files.map((file: { id: string }) => file.id)).toContain(id);
    const taken = await loser.post(`${of(id)}/take-over`, { reason: 'gone for lunch' });
    expect(taken.json).toMatchObject({ review: 'in_review', claim: { by: { id: await idOf(loser) } } });
    expect((await loser.post(`${of(id)}/release`, {})).json).toMatchObject({
      review: 'unreviewed',
      claim: null,
    });
  });

  it('ends in one decision about one version, which its owner reads without learning whose it is', async () => {
    const id = await handIn();
    await rita.post(`${of(id)}/comments`, { text: 'ask Ravi about this one' });
    const decision = {
      version: 1,
      decision: 'request_changes',
      reasonCode: 'NOT_SIGNED',
      message: 'Please sign it.',
      note: 'third time',
    };
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        [rita, ravi, ada][index % 3]!.post(`${of(id)}/decision`, decision),
      ),
    );
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { status, json } of replies)
      if (status !== 200) expect(['INVALID_STATE', 'CLAIMED']).toContain(json.code);

    const own = await alice.get(`/api/files/${id}`);
    expect(own.json).toMatchObject({
      review: 'changes_requested',
      outcome: { decision: 'request_changes', reasonCode: 'NOT_SIGNED', message: 'Please sign it.' },
    });
    const list = await alice.get('/api/files?limit=100');
    expect(list.json.files.find((file: { id: string }) => file.id === id).outcome).toEqual(own.json.outcome);
    for (const secret of ['third time', 'ask Ravi', ids.rita, ids.ravi, 'rita@', 'Rita'])
      expect(own.text + list.text).not.toContain(secret);

    // A new version starts again; what was looked at before can no longer be decided about.
    await handInAgain(alice, id);
    expect((await alice.get(`/api/files/${id}`)).json).toMatchObject({
      version: 2,
      review: 'unreviewed',
      outcome: null,
    });
    expect(await rita.post(`${of(id)}/decision`, decision)).toMatchObject(problem(409, 'STALE'));
    const approved = await rita.post(`${of(id)}/decision`, { version: 2, decision: 'approve' });
    expect(approved.json).toMatchObject({
      review: 'approved',
      decisions: [{ version: 2, decision: 'approve', by: { id: ids.rita } }, { version: 1 }],
      comments: [{ text: 'ask Ravi about this one' }],
    });
    expect(await ravi.post(`${of(id)}/decision`, { version: 2, decision: 'approve' })).toMatchObject(
      problem(409, 'INVALID_STATE'),
    );
    // Taking a decision up again is up to who leads.
    expect((await ravi.post(`${of(id)}/reopen`, { reason: 'the wrong button' })).status).toBe(404);
    const reopened = await lea.post(`${of(id)}/reopen`, { reason: 'the wrong button' });
    expect(reopened.json).toMatchObject({ review: 'in_review', claim: { by: { id: ids.lea } } });
    expect((await alice.get(`/api/files/${id}`)).json.outcome).toBe(null);
    expect((await lea.post(`${of(id)}/release`, {})).json).toMatchObject({
      review: 'in_review',
      claim: null,
    });
  });

  it('is given to a reviewer by who leads, to nobody else, and away from a third only with a reason', async () => {
    const id = await handIn(alice, 'given.png');
    const give = (assignee: string, reason?: string) =>
      lea.post(`${of(id)}/assign`, { assignee, ...(reason !== undefined && { reason }) });
    for (const nobody of ['bob@example.com', ids.alice, 'nobody@example.com', 'x'.repeat(254), "' or 1=1 --"])
      expect(await give(nobody), nobody).toMatchObject(problem(400, 'INVALID_BODY'));
    expect((await give('rita@example.com')).json).toMatchObject({
      review: 'in_review',
      claim: { by: { id: ids.rita } },
    });
    expect((await rita.get('/api/review/files?assignee=me&limit=100')).json.files).toContainEqual(
      expect.objectContaining({ id }),
    );
    expect(await give(ids.ravi)).toMatchObject(problem(409, 'CLAIMED'));
    const moved = await give(ids.ravi, 'Rita is on leave');
    expect(moved.json.claim).toMatchObject({ by: { id: ids.ravi } });
    expect(moved.json.events[0]).toMatchObject({
      action: 'review.assigned',
      reason: 'Rita is on leave',
      actor: { id: ids.lea },
    });
    expect((await alice.get(`/api/files/${id}/history`)).text).not.toMatch(/leave|assigned/);
    expect((await ravi.post(`${of(id)}/decision`, { version: 1, decision: 'approve' })).status).toBe(200);
    expect(await give(ids.rita)).toMatchObject(problem(409, 'INVALID_STATE'));
  });

  it("is nobody's of their own", async () => {
    const id = await handIn(rita, 'mine.png');
    for (const [path, body] of [
      ['claim', {}],
      ['take-over', { reason: 'x' }],
      ['decision', { version: 1, decision: 'approve' }],
      ['comments', { text: 'x' }],
    ] as const)
      expect(await rita.post(`${of(id)}/${path}`, body), path).toMatchObject(problem(403, 'OWN_FILE'));
    const leas = await handIn(lea, 'of the lead.png');
    for (const [path, body] of [
      ['assign', { assignee: ids.rita }],
      ['reopen', { reason: 'x' }],
    ] as const)
      expect(await lea.post(`${of(leas)}/${path}`, body), path).toMatchObject(problem(403, 'OWN_FILE'));
    expect(await lea.post(`${of(id)}/assign`, { assignee: ids.rita })).toMatchObject(
      problem(409, 'INVALID_STATE'),
    );
    expect((await ravi.post(`${of(id)}/decision`, { version: 1, decision: 'approve' })).status).toBe(200);
    expect((await rita.get(of(id))).text).not.toContain(ids.ravi);
  });

  it('is not possible in the trash, and forms of decisions that say too little are refused', async () => {
    const id = await handIn();
    for (const wrong of [
      { decision: 'approve' },
      { version: '1', decision: 'approve' },
      { version: 1, decision: 'delete' },
      { version: 1, decision: 'reject' },
      { version: 1, decision: 'reject', reasonCode: 'toString' },
      { version: 1, decision: 'approve', note: 'x'.repeat(2_001) },
    ])
      expect(await rita.post(`${of(id)}/decision`, wrong), JSON.stringify(wrong)).toMatchObject(
        problem(400, 'INVALID_BODY'),
      );
    expect(
      await rita.post(`${of(id)}/decision`, { version: 1, decision: 'approve', state: 'x' }),
    ).toMatchObject(problem(400, 'UNKNOWN_FIELD'));
    await alice.send(`/api/files/${id}`, { method: 'DELETE' });
    for (const path of ['', '/original?reason=x'])
      expect(await rita.get(`${of(id)}${path}`), path).toMatchObject(problem(404, 'NOT_FOUND'));
    expect(await rita.post(`${of(id)}/claim`, {})).toMatchObject(problem(404, 'NOT_FOUND'));
  });

  it('gives the original only with a reason, which the audit trail keeps', async () => {
    const id = await handIn();
    for (const query of ['', '?reason=', '?reason=%20', `?reason=${'x'.repeat(501)}`, '?reason=%00'])
      expect(await rita.get(`${of(id)}/original${query}`), query).toMatchObject(
        problem(400, 'INVALID_QUERY'),
      );
    const reason = 'the owner asked on the phone';
    await confirmPassword('rita');
    const reply = await rita.get(`${of(id)}/original?reason=${encodeURIComponent(reason)}`);
    expect(reply.status).toBe(200);
    const { headers } = await download(reply.json.signedUrl);
    expect(headers.get('content-disposition')).toMatch(/^attachment/);
    const { json } = await ada.get(`/api/audit?file=${id}&action=url.signed`);
    expect(json.events[0]).toMatchObject({
      actor: { id: ids.rita, email: 'rita@example.com' },
      purpose: 'original',
      reason,
      file: id,
      fileName: 'hand-in.png',
    });
  });
});

describe('the audit trail', () => {
  const [alice, rita, ada] = [clientOf('alice'), clientOf('rita'), clientOf('ada')];

  it('answers who touched a file, and what a person did', async () => {
    const id = await handIn();
    await rita.get(of(id));
    await rita.post(`${of(id)}/decision`, { version: 1, decision: 'approve' });
    const { json } = await ada.get(`/api/audit?file=${id}`);
    const actions = json.events.map((event: { action: string }) => event.action);
    expect(actions).toEqual(
      expect.arrayContaining([
        'upload.reserved',
        'file.uploaded',
        'file.available',
        'file.viewed',
        'review.approved',
      ]),
    );
    expect(actions[0]).toBe('review.approved');
    const ritaId = await idOf(rita);
    const ofRita = await ada.get('/api/audit?actor=rita@example.com&limit=10');
    expect(ofRita.json.events.length).toBeGreaterThan(1);
    for (const event of ofRita.json.events) expect(event.actor.id).toBe(ritaId);
    expect(ofRita.json.events[0]).toMatchObject({
      id: expect.any(String),
      at: expect.stringMatching(/Z$/),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      requestId: expect.any(String),
      sealed: expect.any(Boolean),
    });
    const next = await ada.get(
      `/api/audit?actor=rita@example.com&limit=10&cursor=${encodeURIComponent(ofRita.json.nextCursor)}`,
    );
    expect(next.status).toBe(200);
    expect(ofRita.json.events.map(({ id }: { id: string }) => id)).not.toContain(next.json.events[0]?.id);
    const future = await ada.get('/api/audit?from=2099-01-01');
    expect(future.json).toEqual({ events: [], nextCursor: null });
    for (const query of ['from=yesterday', 'to=1', 'limit=0', 'cursor=x', 'limit=201'])
      expect(await ada.get(`/api/audit?${query}`), query).toMatchObject(problem(400, 'INVALID_QUERY'));
  });

  it('tells who saw a file, and what a person touched, one row for each kind of thing', async () => {
    const id = await handIn();
    for (let times = 0; times < 3; times += 1) await rita.get(of(id));
    await confirmPassword('rita');
    for (const reason of ['the first', 'the second'])
      await rita.get(`${of(id)}/original?reason=${encodeURIComponent(reason)}`);
    const about = `/api/audit/access?file=${id}&lists=0`;
    const { json } = await ada.get(about);
    const ofRita = json.rows.filter(
      ({ actor }: { actor: { email: string } }) => actor.email === 'rita@example.com',
    );
    expect(ofRita).toEqual([
      expect.objectContaining({
        action: 'url.signed',
        purpose: 'original',
        count: 2,
        versions: [1],
        reasons: ['the second', 'the first'],
      }),
      expect.objectContaining({ action: 'file.viewed', count: 3, reasons: [] }),
    ]);
    expect(json.rows.some(({ action }: { action: string }) => action === 'upload.reserved')).toBe(true);
    expect(json.nextCursor).toBeNull();
    // The sum of the rows is the events themselves; what the system did is nobody's look.
    const events = (await ada.get(`/api/audit?file=${id}&lists=0&limit=200`)).json.events;
    const isOfPerson = ({ actor, action }: { actor: { type: string }; action: string }) =>
      actor.type === 'user' && action !== 'access.reported';
    expect(json.events).toBe(events.filter(isOfPerson).length);

    const touched = (await ada.get('/api/audit/access?actor=rita@example.com&lists=0')).json.rows;
    expect(touched[0]).toMatchObject({ file: id, purpose: 'original', count: 2 });
    const csv = await ada.get(about, { headers: { accept: 'text/csv' } });
    const [header, ...lines] = parseCsv(csv.text);
    expect(lines.length).toBeGreaterThanOrEqual(json.rows.length);
    expect(lines.map((cells) => cells[header!.indexOf('newestReason')])).toContain('the second');

    const asked = (await ada.get(`/api/audit?file=${id}&action=access.reported`)).json.events;
    expect(asked).toHaveLength(1);
    // An address that nobody has is somebody's all the same: no event keeps it.
    await ada.get('/api/audit/access?actor=nobody-here@example.com');
    const [about_nobody] = (await ada.get('/api/audit?action=access.reported&limit=1')).json.events;
    expect(about_nobody.details.account).toBeNull();
    for (const query of ['', 'lists=2', `file=${id}&from=never`, `file=${id}&cursor=x`, 'file=%00', 'who=x'])
      expect(await ada.get(`/api/audit/access?${query}`), query).toMatchObject(problem(400, 'INVALID_QUERY'));
    for (const someone of [alice, rita]) expect((await someone.get(about)).status).toBe(404);
  });

  it('is exported as CSV that no spreadsheet program runs, and says who took it', async () => {
    const name = `=HYPERLINK("http:__x","y")-${Date.now()}.png`;
    const id = await handIn(alice, name);
    const shown = (await alice.get(`/api/files/${id}`)).json.name as string;
    const reason = encodeURIComponent('=1+1 "quoted", @SUM(1)');
    await confirmPassword('rita');
    await rita.get(`${of(id)}/original?reason=${reason}`);
    const reply = await ada.get(`/api/audit?file=${id}`, { headers: { accept: 'text/csv' } });
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toMatch(/^text\/csv/);
    expect(reply.headers['content-disposition']).toMatch(/^attachment/);
    const [header, ...lines] = parseCsv(reply.text);
    expect(header).toContain('reason');
    expect(lines.length).toBeGreaterThan(3);
    for (const cells of lines) {
      expect(cells).toHaveLength(header!.length);
      for (const cell of cells) expect(cell).not.toMatch(/^[=+\-@\t\r\0]/);
    }
    const column = (title: string) => lines.map((cells) => cells[header!.indexOf(title)]);
    expect(column('reason')).toContain('\'=1+1 "quoted", @SUM(1)');
    expect(column('fileName')[0]).toBe(shown.startsWith('=') ? `'${shown}` : shown);
    const { json } = await ada.get('/api/audit?action=audit.exported&limit=1');
    expect(json.events[0]).toMatchObject({ actor: { email: 'ada@example.com' }, details: { file: id } });
    expect(await ada.get('/api/audit?from=never', { headers: { accept: 'text/csv' } })).toMatchObject(
      problem(400, 'INVALID_QUERY'),
    );
  });

  it('has every list and search of the team, once however often the page asks again, and no search text for ever', async () => {
    const q = `Mrs Looked-for ${Date.now()}`;
    const search = `/api/review/files?q=${encodeURIComponent(q)}&state=available&sort=-createdAt`;
    for (let times = 0; times < 3; times += 1) expect((await rita.get(search)).status).toBe(200);
    await rita.get(`/api/review/owners?q=${encodeURIComponent(q)}`);
    await ada.get(`/api/admin/users?q=${encodeURIComponent(q)}`);
    await ada.get('/api/admin/quarantine?limit=7');
    const of = async (action: string) =>
      (await ada.get(`/api/audit?action=${action}&limit=50`)).json.events.filter(
        ({ reason }: { reason: string | null }) => reason === q,
      );
    const searched = await of('queue.searched');
    expect(searched).toHaveLength(1);
    expect(searched[0]).toMatchObject({
      actor: { email: 'rita@example.com' },
      file: null,
      details: { state: 'available', sort: '-createdAt', isFurther: false, count: 0 },
    });
    expect(await of('owners.searched')).toHaveLength(1);
    expect(await of('people.searched')).toHaveLength(1);
    for (const action of ['queue.searched', 'owners.searched', 'people.searched'])
      for (const { details } of await of(action)) expect(JSON.stringify(details)).not.toContain('Looked');
    const held = await ada.get('/api/audit?action=quarantine.listed&limit=1');
    expect(held.json.events).toHaveLength(1);
    const page = await rita.get('/api/review/files?limit=3&sort=-createdAt');
    const [listed] = (await ada.get('/api/audit?action=queue.listed&actor=rita@example.com&limit=1')).json
      .events;
    expect(listed.details).toMatchObject({
      count: page.json.files.length,
      first: page.json.files[0].id,
      last: page.json.files.at(-1).id,
    });
    const asked = await ada.get('/api/audit?action=audit.listed&limit=1');
    expect(asked.json.events[0]).toMatchObject({ actor: { email: 'ada@example.com' } });
  });

  it('verifies its chain, and has no way to change it', async () => {
    const reply = await ada.post('/api/audit/verify', undefined);
    expect(reply.status).toBe(200);
    expect(reply.json).toMatchObject({ isValid: true, firstBreak: null });
    // jobs of files of earlier tests may have written later ones
    const newest = async () => (await ada.get('/api/audit?action=audit.verified&limit=1')).json.events[0];
    const event = await newest();
    for (const method of ['PUT', 'PATCH', 'DELETE', 'POST'])
      for (const path of ['/api/audit', `/api/audit/${event.id}`]) {
        const answer = await ada.send(path, { method, json: { action: 'nothing' } });
        expect([403, 404, 405], `${method} ${path}`).toContain(answer.status);
      }
    const again = await newest();
    expect({ ...again, sealed: null }).toEqual({ ...event, sealed: null });
  });
});

/** RFC 4180, as a spreadsheet program reads it. */
function parseCsv(text: string): string[][] {
  const lines: string[][] = [[]];
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    lines.at(-1)!.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '') break;
    if (match[3] === '\r\n') {
      if (pattern.lastIndex === text.length) break;
      lines.push([]);
    }
  }
  return lines;
}
