import { ValetKeyError } from '../protocol/index.ts';

/** Which events: those that fit everything that is given. */
export type AuditFilter = {
  /** Id of who acted. */
  actor?: string | null;
  /** Id of a file. */
  file?: string | null;
  /** One action, as it is named: `url.signed`. */
  action?: string | null;
  /** What it was for: `original`. */
  purpose?: string | null;
  /** From this moment on, as ISO 8601. */
  from?: string | null;
  /** Before this moment. */
  to?: string | null;
  /** Also that a small picture was seen in a list: one page of a list makes as many events as it has rows. @default true */
  isWithLists?: boolean;
};

export type ResolvedAuditFilter = Readonly<
  Record<'actor' | 'file' | 'action' | 'purpose' | 'from' | 'to', string | null> & { isWithLists: boolean }
>;

/** Where the page before ended. */
export type AuditPosition = { at: string; seq: string };

const maxFilterLength = 200;

function readText(text: string | null | undefined, name: string): string | null {
  if (text === null || text === undefined || text === '') return null;
  if (text.length > maxFilterLength || /\p{Cc}|\p{Cs}/u.test(text))
    throw new ValetKeyError(
      'INVALID_QUERY',
      `${name} must be text of at most ${maxFilterLength} characters.`,
    );
  return text;
}

function readMoment(text: string | null | undefined, name: string): string | null {
  const value = readText(text, name);
  if (value === null) return null;
  const time = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time))
    throw new ValetKeyError('INVALID_QUERY', `${name} must be a date or a moment: 2030-01-31T12:00:00Z.`);
  return new Date(time).toISOString();
}

/** The filter with its moments in one form, or `INVALID_QUERY`. */
export function resolveAuditFilter(filter: AuditFilter): ResolvedAuditFilter {
  return {
    actor: readText(filter.actor, 'actor'),
    file: readText(filter.file, 'file'),
    action: readText(filter.action, 'action'),
    purpose: readText(filter.purpose, 'purpose'),
    from: readMoment(filter.from, 'from'),
    to: readMoment(filter.to, 'to'),
    isWithLists: filter.isWithLists ?? true,
  };
}

/** Conditions on `valetkey.audit_event e`; what they compare with is added to `values`. */
export function auditConditions(
  filter: ResolvedAuditFilter,
  after: AuditPosition | null,
  values: unknown[],
): string[] {
  const parameter = (value: unknown) => `$${values.push(value)}`;
  const conditions: string[] = [];
  if (filter.actor !== null) conditions.push(`e.actor_id = ${parameter(filter.actor)}`);
  if (filter.file !== null) conditions.push(`e.file_id = ${parameter(filter.file)}`);
  if (filter.action !== null) conditions.push(`e.action = ${parameter(filter.action)}`);
  if (filter.purpose !== null) conditions.push(`e.purpose = ${parameter(filter.purpose)}`);
  if (filter.from !== null) conditions.push(`e.at >= ${parameter(filter.from)}::timestamptz`);
  if (filter.to !== null) conditions.push(`e.at < ${parameter(filter.to)}::timestamptz`);
  // In the words of the partial indexes, which the planner finds by them.
  if (!filter.isWithLists) conditions.push(`e.purpose is distinct from 'thumbnail'`);
  if (after !== null)
    conditions.push(`(e.at, e.seq) < (${parameter(after.at)}::timestamptz, ${parameter(after.seq)}::bigint)`);
  return conditions;
}
