import { inject } from 'vitest';
import { ApiClient } from './ApiClient.ts';
import type { Person } from './startSystem.ts';

/** A client that already has the person's session. */
export function clientOf(person: Person): ApiClient {
  const client = new ApiClient(inject('system').url, person);
  client.cookies = new Map(inject('sessions')[person]);
  return client;
}

export function anonymous(): ApiClient {
  return new ApiClient(inject('system').url);
}
