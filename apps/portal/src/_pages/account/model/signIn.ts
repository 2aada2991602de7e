import { callApi } from '@/shared/api';

export type Credentials = { email: string; password: string };

export async function signIn(credentials: Credentials): Promise<void> {
  await callApi('/api/auth/sign-in/email', { method: 'POST', body: credentials });
}

/** Whether the new account is signed in already; it is not where addresses must be confirmed first. */
export async function signUp(account: Credentials & { name: string }): Promise<boolean> {
  const { token } = await callApi<{ token: string | null }>('/api/auth/sign-up/email', {
    method: 'POST',
    body: account,
  });
  return token !== null;
}
