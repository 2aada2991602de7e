import type { Pool } from 'pg';
import { inTransaction } from '@/shared/db/index.server';
import { checkProcessors, type Processor } from '@/shared/processors/index.server';

/**
 * Says which processors there are to the transactions that make versions available, and gives what another version of one left undone
 * to the one that is there now. Those of the worker that started last count, so
 * all workers of a portal run the same configuration.
 *
 * @throws {TypeError} when the processors cannot work together
 */
export async function registerProcessors(
  pool: Pool,
  processors: readonly Processor[],
  now: Date,
): Promise<void> {
  checkProcessors(processors);
  await inTransaction(pool, async (client) => {
    for (const { name, version, accepts, handOff } of [...processors].sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      const { rowCount } = await client.query(
        `insert into portal.processor as p (name, version, content_types, extensions, profiles, registered_at, is_handed_off)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (name) do update set version = excluded.version, content_types = excluded.content_types,
           extensions = excluded.extensions, profiles = excluded.profiles, registered_at = excluded.registered_at,
           is_handed_off = excluded.is_handed_off, retired_at = null
         where (p.version, p.content_types, p.extensions, p.profiles, p.is_handed_off, p.retired_at) is distinct from
           (excluded.version, excluded.content_types, excluded.extensions, excluded.profiles, excluded.is_handed_off, null)`,
        [
          name,
          version,
          accepts.contentTypes ?? [],
          accepts.extensions ?? [],
          accepts.profiles ?? [],
          now,
          handOff !== null,
        ],
      );
      if (rowCount === 1) await client.query('select portal.renew_processor_runs($1, null, $2)', [name, now]);
    }
    await client.query(
      'update portal.processor set retired_at = $2 where retired_at is null and name <> all($1)',
      [processors.map(({ name }) => name), now],
    );
  });
}
