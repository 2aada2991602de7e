import 'server-only';
import type { Pool } from 'pg';
import type { Reviewer } from 'valetkey/postgres';
import { ValetKeyError } from 'valetkey/protocol';
import { z } from 'zod';
import { findReviewer, reviewerOf } from '@/shared/auth/index.server';

/** To whom something is given, and why. */
export const assignBody = z.strictObject({
  assignee: z.string().min(1).max(254),
  reason: z.string().nullish(),
});

/** By id or by address. `INVALID_BODY` for who does not review. */
export async function demandReviewer(pool: Pool, person: string): Promise<Reviewer> {
  const found = await findReviewer(pool, person);
  if (found === null)
    throw new ValetKeyError(
      'INVALID_BODY',
      'assignee must be the id or the address of somebody who reviews.',
    );
  return reviewerOf(pool, { userId: found.id, role: found.role });
}
