import type { ReviewScope } from 'valetkey/postgres';

/** Somebody of the team, and what they see; no scope is everything. */
export type Asker = { id: string; scope: ReviewScope | null };

/**
 * Of `portal.document_request q`: whether somebody sees it. With a scope that is what they asked for themselves, and what was handed over
 * under a profile of theirs: before that a request belongs to no profile.
 */
export function seesRequest(asker: Asker, parameter: (value: unknown) => string): string {
  if (asker.scope === null) return 'true';
  return `(q.created_by = ${parameter(asker.id)} or exists (
    select from valetkey.file s where s.id = q.file_id and s.current_version is not null and s.deleted_at is null
      and s.profile = any(${parameter(asker.scope.profiles)}::text[])))`;
}

/** Of the account with the id in `person`: whether somebody may ask it. With a scope, who handed over something in it. */
export function mayAsk(asker: Asker, person: string, parameter: (value: unknown) => string): string {
  if (asker.scope === null) return 'true';
  return `exists (select from valetkey.file s where s.owner_id = ${person} and s.place = 'files'
    and s.profile = any(${parameter(asker.scope.profiles)}::text[]))`;
}
