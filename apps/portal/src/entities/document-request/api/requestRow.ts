import type { DocumentRequest, OwnRequest, RequestState } from '../model/DocumentRequest';

export type RequestRow = {
  id: string;
  file_id: string;
  person_id: string;
  person_name: string | null;
  person_email: string | null;
  name: string;
  note: string | null;
  due_on: string | null;
  state: RequestState;
  version: number | null;
  created_by: string;
  creator_name: string | null;
  created_at: Date;
  /** As text, for cursors: a `Date` has no microseconds. */
  created_text: string;
  changed_at: Date;
};

/** Shown for an account that is gone; what it was asked stays. */
const unknownName = 'Former account';

export const requestColumns = `
  q.id, q.file_id, q.person_id, q.name, q.note, q.due_on::text as due_on, q.state, q.version, q.created_by, q.created_at,
  q.created_at::text as created_text, q.changed_at, p."name" as person_name, p."email" as person_email, c."name" as creator_name`;

export const requestSource = `
  portal.document_request q
  left join auth."user" p on p."id" = q.person_id
  left join auth."user" c on c."id" = q.created_by`;

const dayOf = (now: Date) => now.toISOString().slice(0, 10);

export function toOwnRequest(row: Omit<RequestRow, 'person_name'>, now: Date): OwnRequest {
  return {
    id: row.id,
    fileId: row.file_id,
    name: row.name,
    note: row.note,
    dueOn: row.due_on,
    isOverdue: row.state === 'open' && row.due_on !== null && row.due_on < dayOf(now),
    isAgain: row.state === 'open' && row.version !== null,
  };
}

export function toDocumentRequest(row: RequestRow, now: Date): DocumentRequest {
  return {
    ...toOwnRequest(row, now),
    state: row.state,
    person: {
      id: row.person_id,
      name: row.person_name ?? unknownName,
      email: row.person_email ?? '',
    },
    createdBy: { id: row.created_by, name: row.creator_name ?? unknownName },
    createdAt: row.created_at.toISOString(),
    changedAt: row.changed_at.toISOString(),
  };
}
