import type { Queryable } from './inTransaction.ts';
import type { Reviewer } from './reviewChanges.ts';
import { isReviewable } from './reviewRow.ts';
import { isId } from './uploadRow.ts';

/** What somebody of the team works on. */
export type ReviewScope = { profiles: readonly string[] };

/** Adds a value to a statement, and says where it is. */
type Parameter = (value: unknown) => string;

/** Of `valetkey.file f`: whether it is in the scope; for lists and counts, which hold nothing that is opened by exception. */
export function isInScope(scope: ReviewScope | null | undefined, parameter: Parameter): string {
  return scope == null ? 'true' : `f.profile = any(${parameter(scope.profiles)}::text[])`;
}

/**
 * Of `valetkey.file f`: whether somebody may see it, in their scope or by an exception that has not run out. A file that is put on
 * hold ends every exception at once.
 */
export function maySee({ id, scope }: Reviewer, now: Date, parameter: Parameter): string {
  if (scope == null) return 'true';
  return `(${isInScope(scope, parameter)} or f.state <> 'quarantined' and exists (
    select from valetkey.review_exception x
    where x.by_id = ${parameter(id)} and x.file_id = f.id and x.until > ${parameter(now)}))`;
}

/** Whether what is seen is seen by exception only. */
export function isBesideScope({ scope }: Reviewer, file: { profile: string }): boolean {
  return scope != null && !scope.profiles.includes(file.profile);
}

/** Which of the documents somebody sees, each with whether only by exception. */
export async function readReadable(
  client: Queryable,
  { fileIds, reviewer, now }: { fileIds: readonly string[]; reviewer: Reviewer; now: Date },
): Promise<Map<string, { isException: boolean }>> {
  const values: unknown[] = [fileIds.filter(isId)];
  const isSeen = maySee(reviewer, now, (value) => `$${values.push(value)}`);
  const { rows } = await client.query<{ id: string; profile: string }>(
    `select f.id, f.profile from valetkey.file f where f.id = any($1) and ${isReviewable} and ${isSeen}`,
    values,
  );
  return new Map(rows.map((row) => [row.id, { isException: isBesideScope(reviewer, row) }]));
}
