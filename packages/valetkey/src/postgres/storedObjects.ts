import type { Pool, PoolClient } from 'pg';
import type { StoredObject } from '../server/index.ts';

const pageSize = 1_000;

/**
 * One sort, however many pages: on a connection and in a transaction of its own until the end. So the pool must have a second one, or
 * who asks it something meanwhile waits for ever.
 */
export async function* listStored(pool: Pool, { prefix }: { prefix: string }): AsyncGenerator<StoredObject> {
  const client = await pool.connect();
  let broken: unknown = null;
  try {
    await client.query('begin read only');
    await client.query({
      text: `declare stored_keys no scroll cursor for
        with stored as (
          select * from valetkey.upload
          where state in ('uploaded', 'verifying', 'available', 'quarantined', 'deleted')
            and (state <> 'deleted' or state_before_deletion in ('available', 'quarantined'))
        ),
        object as (
          select object_key as key, id, file_id, version, state from stored
          union all
          select d.object_key, s.id, s.file_id, s.version, s.state
          from stored s join valetkey.derivative d on d.upload_id = s.id
        )
        select key, id as "uploadId", file_id as "fileId", version, state from object
        where key like ${client.escapeLiteral(`${prefix}%`)}
        order by key collate "C"`,
    });
    for (;;) {
      const { rows } = await client.query<StoredObject>(`fetch ${pageSize} from stored_keys`);
      yield* rows;
      if (rows.length < pageSize) return;
    }
  } catch (error) {
    broken = error;
    throw error;
  } finally {
    if (broken === null) await client.query('rollback');
    client.release(broken !== null);
  }
}

export async function isStored(client: Pick<PoolClient, 'query'>, stored: StoredObject): Promise<boolean> {
  const { rowCount } = await client.query(
    `select from valetkey.upload u where u.id = $1 and u.state <> 'purged' and (u.object_key = $2 or exists (
       select from valetkey.derivative d where d.upload_id = u.id and d.object_key = $2))`,
    [stored.uploadId, stored.key],
  );
  return rowCount === 1;
}

/** Keys of up to `limit` objects that records say are stored, the oldest first. */
export async function sampleStoredKeys(
  client: Pick<PoolClient, 'query'>,
  limit: number,
): Promise<{ keys: string[]; hasUploads: boolean }> {
  const { rows } = await client.query<{ key: string }>(
    `select object_key as key from valetkey.upload
     where state in ('available', 'quarantined') and object_key is not null order by created_at limit $1`,
    [limit],
  );
  const uploads = await client.query<{ found: boolean }>(
    'select exists (select from valetkey.upload) as found',
  );
  return { keys: rows.map(({ key }) => key), hasUploads: uploads.rows[0]?.found === true };
}
