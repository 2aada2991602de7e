import { callApi, type PageOf } from '@/shared/api';
import type { Person } from '../model/Person';

export type ListPeopleInput = {
  q?: string;
  role?: string;
  status?: string;
  sort?: string;
  cursor?: string | undefined;
  limit?: number;
  signal?: AbortSignal;
};

/** One page of the accounts; a filter that is empty is none. */
export async function listPeople({
  signal,
  limit = 50,
  ...filters
}: ListPeopleInput): Promise<PageOf<Person>> {
  const query = new URLSearchParams({ limit: String(limit) });
  for (const [name, value] of Object.entries(filters)) if (value) query.set(name, value);
  const { users, nextCursor } = await callApi<{ users: Person[]; nextCursor: string | null }>(
    `/api/admin/users?${query}`,
    { ...(signal && { signal }) },
  );
  return { items: users, nextCursor };
}

export function readPerson(id: string, signal?: AbortSignal): Promise<Person> {
  return callApi<Person>(`/api/admin/users/${encodeURIComponent(id)}`, { ...(signal && { signal }) });
}
