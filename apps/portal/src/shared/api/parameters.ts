import 'server-only';
import { ValetKeyError } from 'valetkey/protocol';
import { z } from 'zod';
import { readJson } from './readJson';

/** An id from a path. What cannot be one is answered like one that nobody knows. */
export function readId(id: string): string {
  if (!/^[\w-]{1,64}$/.test(id)) throw new ValetKeyError('NOT_FOUND', 'There is nothing here.');
  return id;
}

const nothing = z.strictObject({});

/** Calls that say everything with their path may have an empty object as their body, or none. */
export async function readNothing(request: Request): Promise<void> {
  if (request.body !== null || request.headers.has('content-type')) await readJson(request, nothing);
}
