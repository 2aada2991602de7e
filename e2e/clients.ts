import { inject } from 'vitest';
import { ApiClient } from './ApiClient.ts';
import type { Person } from './startSystem.ts';

/** A client that already has the person's session. */
export function clientOf(person: Person): ApiClient {
  const client = new ApiClient(inject('system').url, person);
  client.cookies = new Map(inject('sessions')[person]);
  return client;
}

/** Enters the person's password again, which originals ask for every quarter of an hour. */
export async function confirmPassword(person: Person): Promise<void> {
  const { password } = inject('system');
  const reply = await clientOf(person).post('/api/auth/confirm-password', { password });
  if (reply.status !== 200) throw new Error(`${person} could not confirm: ${reply.status} ${reply.text}`);
}

export function anonymous(): ApiClient {
  return new ApiClient(inject('system').url);
}
