import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase, testServers } from '../../test/postgresDatabase.ts';
import { recordsConformance } from '../testing/recordsConformance.ts';
import { createPostgresRecords } from './index.ts';

describe.each(testServers)('records on $label', (server) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(server);
  });
  afterAll(() => database?.close());

  recordsConformance(
    async () => ({
      records: createPostgresRecords({ pool: database.app }),
      async listEvents(fileId) {
        const { rows } = await database.app.query(
          'select action, version from valetkey.audit_event where file_id = $1 order by seq',
          [fileId],
        );
        return rows;
      },
      async failEvents() {
        await database.owner.query(`
          create function public.fail() returns trigger language plpgsql as
            $$ begin raise exception 'disk full' using errcode = '53100'; end $$;
          create trigger a_fault before insert on valetkey.audit_event
            for each row execute function public.fail()`);
        return async () => {
          await database.owner.query(
            'drop trigger a_fault on valetkey.audit_event; drop function public.fail()',
          );
        };
      },
    }),
    { describe, it, expect },
  );
});
