import type { LinkOffer, Person } from '@/entities/person';
import { callApi } from '@/shared/api';
import type { Role } from '@/shared/auth';

const pathOf = (id: string) => `/api/admin/users/${encodeURIComponent(id)}`;

/** Changes an account and answers it as it is then. */
export function changePerson(
  id: string,
  patch: { role?: Role; isDisabled?: boolean; reviewProfiles?: readonly string[] | null },
): Promise<Person> {
  return callApi<Person>(pathOf(id), { method: 'PATCH', body: patch });
}

export function makeResetLink(id: string): Promise<LinkOffer> {
  return callApi<LinkOffer>(`${pathOf(id)}/reset-link`, { method: 'POST', body: {} });
}

export function makeVerificationLink(id: string): Promise<LinkOffer> {
  return callApi<LinkOffer>(`${pathOf(id)}/verification-link`, { method: 'POST', body: {} });
}

/** An account with what it may hold. */
export type PersonDetails = Person & { maxBytes: number; maxFiles: number };

export function readPersonDetails(id: string, signal: AbortSignal): Promise<PersonDetails> {
  return callApi<PersonDetails>(pathOf(id), { signal });
}
