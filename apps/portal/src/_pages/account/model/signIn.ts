import { callApi } from '@/shared/api';

export type Credentials = { email: string; password: string };

export async function signIn(credentials: Credentials): Promise<void> {
  await callApi('/api/auth/sign-in/email', { method: 'POST', body: credentials });
}

export async function signUp(account: Credentials & { name: string }): Promise<void> {
  await callApi('/api/auth/sign-up/email', { method: 'POST', body: account });
}
