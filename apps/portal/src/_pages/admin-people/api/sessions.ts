import { callApi } from '@/shared/api';

/** One place where somebody is signed in. */
export type PersonSession = {
  id: string;
  createdAt: string;
  lastSeenAt: string;
  ipAddress: string | null;
  userAgent: string | null;
  isCurrent: boolean;
};

const pathOf = (id: string) => `/api/admin/users/${encodeURIComponent(id)}/sessions`;

export async function listSessions(id: string, signal: AbortSignal): Promise<PersonSession[]> {
  const { sessions } = await callApi<{ sessions: PersonSession[] }>(pathOf(id), { signal });
  return sessions;
}

export function endSession(id: string, sessionId: string): Promise<void> {
  return callApi<void>(`${pathOf(id)}/${encodeURIComponent(sessionId)}`, { method: 'DELETE' });
}

export function endAllSessions(id: string): Promise<void> {
  return callApi<void>(pathOf(id), { method: 'DELETE' });
}
