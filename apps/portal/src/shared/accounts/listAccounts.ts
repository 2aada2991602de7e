import 'server-only';
import type { Pool } from 'pg';
import { ValetKeyError } from 'valetkey/protocol';
import { roleOf, roles } from '@/shared/auth';
import { createCursors } from '@/shared/db/index.server';
import type { Account } from './Account';

/** The orders of the list; a minus means descending. */
const sorts = {
  '-createdAt': { column: 'u."createdAt"', type: 'timestamptz', isDescending: true },
  createdAt: { column: 'u."createdAt"', type: 'timestamptz', isDescending: false },
  name: { column: '(lower(u."name") collate "C")', type: 'text', isDescending: false },
  '-name': { column: '(lower(u."name") collate "C")', type: 'text', isDescending: true },
  email: { column: '(u."email" collate "C")', type: 'text', isDescending: false },
  '-email': { column: '(u."email" collate "C")', type: 'text', isDescending: true },
  bytesUsed: { column: 'coalesce(q.bytes_used, 0)', type: 'bigint', isDescending: false },
  '-bytesUsed': { column: 'coalesce(q.bytes_used, 0)', type: 'bigint', isDescending: true },
} as const;

const statuses = {
  active: 'u."banned" is not true',
  disabled: 'u."banned" is true',
  unverified: 'not u."emailVerified"',
} as const;

export type AccountListQuery = {
  /** Part of the name or the address, in any case, at most 200 characters; `%`, `_` and `\` mean themselves. */
  q?: string | null;
  role?: string | null;
  status?: string | null;
  /** @default '-createdAt' */
  sort?: string | null;
  cursor?: string | null;
  limit: number;
};

type Row = {
  id: string;
  name: string;
  email: string;
  role: string | null;
  is_verified: boolean;
  is_disabled: boolean;
  created_at: Date;
  seen_at: Date | null;
  files: number;
  bytes_used: string;
  bytes_reserved: string;
  review_profiles: string[] | null;
  sort_value: string;
};

// A sign-out deletes its session; the trail still knows that somebody was here.
const columns = `p.id, p.name, p.email, p.role, p.is_verified, p.is_disabled, p.created_at, p.sort_value,
  greatest(
    (select max(s."updatedAt") from auth."session" s where s."userId" = p.id),
    (select e.at from valetkey.audit_event e where e.actor_id = p.id order by e.seq desc limit 1)
  ) as seen_at,
  coalesce(p.files, 0) as files, coalesce(p.bytes_used, 0) as bytes_used, coalesce(p.bytes_reserved, 0) as bytes_reserved,
  (select s.profiles from portal.review_scope s where s.user_id = p.id) as review_profiles`;

const source = `auth."user" u left join valetkey.quota q on q.owner_id = u."id"`;

const inner = (sortColumn: string) => `u."id" as id, u."name" as name, u."email" as email, u."role" as role,
  u."emailVerified" as is_verified, u."banned" is true as is_disabled, u."createdAt" as created_at,
  q.files, q.bytes_used, q.bytes_reserved, ${sortColumn} as sort_key, ${sortColumn}::text as sort_value`;

function toAccount(row: Row): Account {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: roleOf(row.role),
    isVerified: row.is_verified,
    isDisabled: row.is_disabled,
    createdAt: row.created_at.toISOString(),
    lastSeenAt: row.seen_at?.toISOString() ?? null,
    files: row.files,
    bytesUsed: Number(row.bytes_used),
    bytesReserved: Number(row.bytes_reserved),
    reviewProfiles: row.review_profiles,
  };
}

function pick<Table extends object>(table: Table, name: string, value: string): Table[keyof Table] {
  if (!Object.hasOwn(table, value))
    throw new ValetKeyError('INVALID_QUERY', `${name} must be one of ${Object.keys(table).join(', ')}.`);
  return table[value as keyof Table];
}

/** Accounts, a page at a time, by keyset. */
export async function listAccounts(
  { pool, cursorSecret }: { pool: Pool; cursorSecret: string },
  query: AccountListQuery,
): Promise<{ users: Account[]; nextCursor: string | null }> {
  const sort = query.sort ?? '-createdAt';
  const { column, type, isDescending } = pick(sorts, 'sort', sort);
  const q = query.q ?? '';
  if (q.length > 200 || /\p{Cc}|\p{Cs}/u.test(q))
    throw new ValetKeyError('INVALID_QUERY', 'q must be text of at most 200 characters.');
  const role = query.role ?? null;
  if (role !== null && !roles.some((known) => known === role))
    throw new ValetKeyError('INVALID_QUERY', `role must be one of ${roles.join(', ')}.`);
  const status = query.status ?? null;
  const cursors = createCursors(cursorSecret, ['accounts', sort, q, role, status]);

  const values: unknown[] = [query.limit + 1];
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const conditions = ['true'];
  if (status !== null) conditions.push(pick(statuses, 'status', status));
  if (role !== null) conditions.push(`coalesce(u."role", 'user') = ${parameter(role)}`);
  if (q !== '') {
    const part = `lower(${parameter(q)})`;
    conditions.push(`(strpos(lower(u."name"), ${part}) > 0 or strpos(u."email", ${part}) > 0)`);
  }
  if (query.cursor != null) {
    const { sortValue, id } = cursors.read(query.cursor);
    const comparison = isDescending ? '<' : '>';
    conditions.push(`(${column}, u."id") ${comparison} (${parameter(sortValue)}::${type}, ${parameter(id)})`);
  }
  const direction = isDescending ? 'desc' : 'asc';
  const { rows } = await pool.query<Row>(
    `select ${columns} from (
       select ${inner(column)} from ${source} where ${conditions.join(' and ')}
       order by ${column} ${direction}, u."id" ${direction} limit $1
     ) p order by p.sort_key ${direction}, p.id ${direction}`,
    values,
  );
  const page = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? page.at(-1) : undefined;
  return {
    users: page.map(toAccount),
    nextCursor: last === undefined ? null : cursors.write({ sortValue: last.sort_value, id: last.id }),
  };
}

/** One account, or `null`. */
export async function findAccount(pool: Pick<Pool, 'query'>, id: string): Promise<Account | null> {
  const { rows } = await pool.query<Row>(
    `select ${columns} from (select ${inner('u."createdAt"')} from ${source} where u."id" = $1) p`,
    [id],
  );
  return rows[0] === undefined ? null : toAccount(rows[0]);
}
