import type { PoolClient } from 'pg';

/** When these records began: whatever is older in a bucket is not of them. */
export async function readBeginning(client: Pick<PoolClient, 'query'>): Promise<Date | undefined> {
  const { rows } = await client.query<{ at: Date | null }>(
    'select min(applied_at) as at from valetkey.migration',
  );
  return rows[0]?.at ?? undefined;
}
