import type { Pool } from 'pg';
import { onPool } from './inTransaction.ts';

/** What an owner holds. Every version that is reserved or stored counts, the trash too. */
export type Usage = { bytesUsed: number; bytesReserved: number; files: number };

export type OwnerUsage = Usage & {
  /** The same by the profile under which it was uploaded. */
  profiles: (Usage & { profile: string })[];
};

type UsageRow = { profile: string | null; bytes_used: string; bytes_reserved: string; files: number };

const toUsage = (row: UsageRow | undefined): Usage => ({
  bytesUsed: Number(row?.bytes_used ?? 0),
  bytesReserved: Number(row?.bytes_reserved ?? 0),
  files: row?.files ?? 0,
});

/** Reads the counters that reservations are held against; nothing is added up. */
export async function readOwnerUsage(pool: Pool, ownerId: string): Promise<OwnerUsage> {
  const { rows } = await onPool(pool, (client) =>
    client.query<UsageRow>(
      `select null as profile, bytes_used, bytes_reserved, files from valetkey.quota where owner_id = $1
       union all
       select profile, bytes_used, bytes_reserved, files from valetkey.profile_quota where owner_id = $1
       order by profile nulls first`,
      [ownerId],
    ),
  );
  return {
    ...toUsage(rows.find((row) => row.profile === null)),
    profiles: rows.flatMap((row) =>
      row.profile === null ? [] : [{ profile: row.profile, ...toUsage(row) }],
    ),
  };
}
