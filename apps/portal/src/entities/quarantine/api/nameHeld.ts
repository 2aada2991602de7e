import 'server-only';
import type { Pool } from 'pg';
import type { HeldFile as LibraryFile } from 'valetkey/postgres';
import { readPeople } from '@/shared/auth/index.server';
import type { HeldFile } from '../model/HeldFile';

/** Shown for an account that is gone; its acts stay. */
const unknownName = 'Former account';

/** Held files with the names that the library does not know. */
export async function nameHeld(pool: Pool, files: readonly LibraryFile[]): Promise<HeldFile[]> {
  const ids = files.flatMap(({ owner, approvals }) => [owner.id, ...approvals.map(({ by }) => by.id)]);
  const people = await readPeople(pool, ids);
  const nameOf = (id: string) => people.get(id)?.name ?? unknownName;
  return files.map((file) => ({
    ...file,
    owner: {
      id: file.owner.id,
      name: nameOf(file.owner.id),
      email: people.get(file.owner.id)?.email ?? '',
    },
    approvals: file.approvals.map((approval) => ({
      ...approval,
      by: { id: approval.by.id, name: nameOf(approval.by.id) },
    })),
  }));
}
