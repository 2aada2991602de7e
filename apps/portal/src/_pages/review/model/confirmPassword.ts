import { ApiError, callApi } from '@/shared/api';

/** Shows that it is still the same person who signed in; holds for a while. */
export function confirmPassword(password: string): Promise<void> {
  return callApi<void>('/api/auth/confirm-password', { method: 'POST', body: { password } });
}

/** Whether something is given only to who enters their password again. */
export function isPasswordNeeded(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'STEP_UP_REQUIRED';
}
