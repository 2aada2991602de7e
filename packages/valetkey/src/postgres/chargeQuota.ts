import type { PoolClient } from 'pg';
import { ValetKeyError } from '../protocol/index.ts';
import type { Records } from '../server/Records.ts';

type Charge = Pick<Parameters<Records['reserve']>[0], 'ownerId' | 'uploads' | 'quota' | 'profileQuotas'>;

/**
 * One conditional statement: concurrent reservations queue on the owner's row, and none is let past a limit. The profiles' rows
 * are read from the owner's one, so they are written after it, which is the order of the triggers too.
 */
export async function chargeQuota(client: PoolClient, input: Charge): Promise<void> {
  const shares = new Map<string, { bytes: number; files: number }>();
  for (const { profile, reservedBytes } of input.uploads) {
    const { bytes = 0, files = 0 } = shares.get(profile) ?? {};
    shares.set(profile, { bytes: bytes + reservedBytes, files: files + 1 });
  }
  const bytes = input.uploads.reduce((sum, upload) => sum + upload.reservedBytes, 0);
  const limits = new Map(Object.entries(input.profileQuotas ?? {}));
  const profiles = [...shares].sort(([a], [b]) => (a < b ? -1 : 1));
  const { rows } = await client.query<{ is_account_charged: boolean; profiles: string[] }>(
    `with account as (
       insert into valetkey.quota as q (owner_id, bytes_reserved, files)
       select $1, $2::bigint, $3::integer
       where ($4::bigint is null or $2::bigint <= $4) and ($5::bigint is null or $3::integer <= $5)
       on conflict (owner_id) do update
         set bytes_reserved = q.bytes_reserved + excluded.bytes_reserved, files = q.files + excluded.files
         where ($4::bigint is null or q.bytes_reserved + q.bytes_used + excluded.bytes_reserved <= $4)
           and ($5::bigint is null or q.files + excluded.files <= $5)
       returning q.owner_id
     ),
     share as (
       select s.*, account.owner_id
       from account, unnest($6::text[], $7::bigint[], $8::integer[], $9::bigint[], $10::bigint[])
         as s(profile, bytes, files, max_bytes, max_files)
     ),
     charged as (
       insert into valetkey.profile_quota as q (owner_id, profile, bytes_reserved, files)
       select owner_id, profile, bytes, files from share order by profile
       on conflict (owner_id, profile) do update
         set bytes_reserved = q.bytes_reserved + excluded.bytes_reserved, files = q.files + excluded.files
       returning q.profile, q.bytes_reserved + q.bytes_used as bytes, q.files
     )
     select exists (select from account) as is_account_charged,
       array(
         select c.profile from charged c join share s on s.profile = c.profile
         where c.bytes > s.max_bytes or c.files > s.max_files order by c.profile
       ) as profiles`,
    [
      input.ownerId,
      bytes,
      input.uploads.length,
      input.quota?.maxBytes ?? null,
      input.quota?.maxFiles ?? null,
      profiles.map(([profile]) => profile),
      profiles.map(([, share]) => share.bytes),
      profiles.map(([, share]) => share.files),
      profiles.map(([profile]) => limits.get(profile)?.maxBytes ?? null),
      profiles.map(([profile]) => limits.get(profile)?.maxFiles ?? null),
    ],
  );
  const [charged] = rows;
  if (charged?.is_account_charged !== true) {
    throw new ValetKeyError(
      'QUOTA_EXCEEDED',
      'These files do not fit into the storage quota; cancel unfinished uploads, or ask for more room.',
    );
  }
  // Thrown inside the transaction of the reservation, which takes both charges back.
  if (charged.profiles.length > 0) {
    throw new ValetKeyError(
      'QUOTA_EXCEEDED',
      `These files do not fit into what the profile ${JSON.stringify(charged.profiles[0])} may hold; delete some of them, or ask for more room.`,
    );
  }
}
