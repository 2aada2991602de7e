import 'server-only';
import { randomBytes } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { createAuditTrail } from 'valetkey/postgres';
import { ValetKeyError } from 'valetkey/protocol';
import { createId } from 'valetkey/server';
import { inTransaction } from '@/shared/db/index.server';
import { unknownPlaceholders } from '../model/fillTemplate';
import {
  type MessageTemplate,
  type MessageTemplateInput,
  placeholders,
  type TemplatePurpose,
  templateLimits,
} from '../model/MessageTemplate';

/** Who changes what, in which call. */
export type TemplateChange = { userId: string; requestId: string; now: Date };

type Row = {
  id: string;
  name: string;
  body: string;
  purpose: TemplatePurpose | null;
  profile: string | null;
  revision: number;
  updated_at: Date;
};

const columns = 'id, name, body, purpose, profile, revision, updated_at';
const unreadable = { line: /\p{Cc}|\p{Cs}/u, text: /[^\P{Cc}\t\n]|\p{Cs}/u };

function toTemplate({ updated_at, ...row }: Row): MessageTemplate {
  return { ...row, updatedAt: updated_at.toISOString() };
}

function refuse(detail: string): never {
  throw new ValetKeyError('INVALID_BODY', detail);
}

function checkInput({ name, body, purpose, profile }: MessageTemplateInput): MessageTemplateInput {
  const line = name.trim().normalize('NFC');
  if (line === '' || line.length > templateLimits.name || unreadable.line.test(line))
    refuse(`name must be 1 to ${templateLimits.name} characters in one line.`);
  const text = body.replace(/\r\n?/g, '\n').trim();
  if (text === '' || text.length > templateLimits.body || unreadable.text.test(text))
    refuse(`body must be text of 1 to ${templateLimits.body} characters.`);
  const [unknown] = unknownPlaceholders(text);
  if (unknown !== undefined)
    refuse(
      `{${unknown}} is no placeholder; there are ${placeholders.map((word) => `{${word}}`).join(', ')}.`,
    );
  return { name: line, body: text, purpose, profile };
}

/** Before a profile is looked for and templates are counted: one after the other. */
async function lockTemplates(client: PoolClient): Promise<void> {
  await client.query("select pg_advisory_xact_lock(hashtextextended('portal.message_template', 0))");
}

async function assertFree(client: PoolClient, name: string, id: string | null): Promise<void> {
  const { rowCount } = await client.query(
    'select from portal.message_template where lower(name) = lower($1) and id is distinct from $2',
    [name, id],
  );
  if (rowCount !== 0)
    throw new ValetKeyError('INVALID_STATE', 'Another template has this name; choose another one.');
}

async function record(
  pool: Pool,
  client: PoolClient,
  { userId, requestId, now }: TemplateChange,
  action: string,
  { id, purpose, profile, revision }: Row,
): Promise<void> {
  const actor = { type: 'user', id: userId } as const;
  // Neither name nor text: both may be about somebody.
  const details = { template: id, revision, purpose: purpose ?? 'any', profile: profile ?? 'any' };
  const event = { at: now, actor, action, fileId: null, version: null, purpose: null, reason: null };
  await createAuditTrail({ pool }).record([{ ...event, requestId, details }], client);
}

/** All of them, by name; there are few. */
export async function listTemplates(pool: Pool): Promise<MessageTemplate[]> {
  const { rows } = await pool.query<Row>(
    `select ${columns} from portal.message_template order by lower(name) limit ${templateLimits.count}`,
  );
  return rows.map(toTemplate);
}

/** @throws `INVALID_STATE` when the name is taken, or there are as many as there may be. */
export async function createTemplate(
  pool: Pool,
  given: MessageTemplateInput,
  change: TemplateChange,
): Promise<MessageTemplate> {
  const { name, body, purpose, profile } = checkInput(given);
  return inTransaction(pool, async (client) => {
    await lockTemplates(client);
    await assertFree(client, name, null);
    const { rows: counted } = await client.query<{ count: number }>(
      'select count(*)::integer as count from portal.message_template',
    );
    if (counted[0]!.count >= templateLimits.count)
      throw new ValetKeyError(
        'INVALID_STATE',
        `There are ${templateLimits.count} templates; delete one first.`,
      );
    const { rows } = await client.query<Row>(
      `insert into portal.message_template (id, name, body, purpose, profile, updated_at, updated_by)
       values ($1, $2, $3, $4, $5, $6, $7) returning ${columns}`,
      [createId(randomBytes), name, body, purpose, profile, change.now, change.userId],
    );
    const row = rows[0]!;
    await record(pool, client, change, 'template.created', row);
    return toTemplate(row);
  });
}

/** @throws `STALE` when it is not at `revision` any more, `NOT_FOUND` when there is none. */
export async function changeTemplate(
  pool: Pool,
  id: string,
  { revision, ...given }: MessageTemplateInput & { revision: number },
  change: TemplateChange,
): Promise<MessageTemplate> {
  const { name, body, purpose, profile } = checkInput(given);
  return inTransaction(pool, async (client) => {
    await lockTemplates(client);
    const found = await client.query<{ revision: number }>(
      'select revision from portal.message_template where id = $1 for update',
      [id],
    );
    const [before] = found.rows;
    if (before === undefined) throw new ValetKeyError('NOT_FOUND', 'There is nothing here.');
    if (before.revision !== revision)
      throw new ValetKeyError('STALE', 'The template was changed by somebody else; look at it again.');
    await assertFree(client, name, id);
    const { rows } = await client.query<Row>(
      `update portal.message_template
       set name = $2, body = $3, purpose = $4, profile = $5, revision = revision + 1, updated_at = $6, updated_by = $7
       where id = $1 returning ${columns}`,
      [id, name, body, purpose, profile, change.now, change.userId],
    );
    const row = rows[0]!;
    await record(pool, client, change, 'template.changed', row);
    return toTemplate(row);
  });
}

/** @throws `NOT_FOUND` when there is none. */
export async function deleteTemplate(pool: Pool, id: string, change: TemplateChange): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rows } = await client.query<Row>(
      `delete from portal.message_template where id = $1 returning ${columns}`,
      [id],
    );
    const [row] = rows;
    if (row === undefined) throw new ValetKeyError('NOT_FOUND', 'There is nothing here.');
    await record(pool, client, change, 'template.deleted', row);
  });
}
