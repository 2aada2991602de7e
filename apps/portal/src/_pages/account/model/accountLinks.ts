import { callApi } from '@/shared/api';

const post = (path: string, body: unknown) => callApi<void>(path, { method: 'POST', body });

export function requestPasswordReset(email: string): Promise<void> {
  return post('/api/auth/request-password-reset', { email });
}

export function resetPassword(body: { token: string; newPassword: string }): Promise<void> {
  return post('/api/auth/reset-password', body);
}

export function sendVerificationEmail(email: string): Promise<void> {
  return post('/api/auth/send-verification-email', { email });
}

export function verifyEmail(token: string): Promise<void> {
  return post('/api/auth/verify-email', { token });
}

export type InvitationOffer = { email: string; name: string | null };

export function readInvitationOffer(token: string): Promise<InvitationOffer> {
  return callApi<InvitationOffer>('/api/invitations/offer', { method: 'POST', body: { token } });
}

export function acceptInvitation(body: {
  token: string;
  name: string;
  password: string;
}): Promise<{ email: string }> {
  return callApi<{ email: string }>('/api/invitations/accept', { method: 'POST', body });
}
