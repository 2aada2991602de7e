import type { AccountSettings } from '@/shared/accounts';
import { callApi } from '@/shared/api';

/** Gives oneself another name, and answers it as it was taken. */
export async function renameSelf(name: string): Promise<string> {
  const answer = await callApi<{ name: string }>('/api/account', { method: 'PATCH', body: { name } });
  return answer.name;
}

/** Chooses which mails one gets. */
export function changeMails(mails: Partial<AccountSettings>): Promise<unknown> {
  return callApi('/api/account', { method: 'PATCH', body: mails });
}

/** Ends one of one's own sessions, or all but this one. */
export function endOwnSessions(sessionId?: string): Promise<unknown> {
  const one = sessionId === undefined ? '' : `/${sessionId}`;
  return callApi(`/api/account/sessions${one}`, { method: 'DELETE' });
}

/** Changes one's own password; every other session ends. */
export function changePassword(body: { currentPassword: string; newPassword: string }): Promise<void> {
  return callApi<void>('/api/auth/change-password', { method: 'POST', body });
}
