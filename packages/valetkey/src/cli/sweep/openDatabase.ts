import type { Pool } from 'pg';
import { ValetKeyError } from '../../protocol/index.ts';
import type { Values } from '../loadConfig.ts';

/** The database of the records, as the worker's login where there is one. Nothing of an address is repeated: it has a password. */
export async function openDatabase(values: Values): Promise<Pool> {
  const name = values.DATABASE_WORKER_URL?.trim() ? 'DATABASE_WORKER_URL' : 'DATABASE_URL';
  const connectionString = values[name]?.trim();
  if (!connectionString || !/^postgres(ql)?:\/\//.test(connectionString)) {
    throw new ValetKeyError(
      'INVALID_OPTION',
      `${name} is ${connectionString ? 'wrong' : 'missing'}: set it to the PostgreSQL of the records, like postgres://user:password@host/database.`,
      { details: { option: name } },
    );
  }
  const pg = await import('pg').catch((cause: unknown) => {
    throw new ValetKeyError('INVALID_OPTION', 'The package pg is missing: npm install pg.', { cause });
  });
  const pool = new pg.default.Pool({ connectionString, max: 4, application_name: 'valetkey-sweep' });
  const onLost = () => undefined;
  pool.on('error', onLost);
  pool.on('connect', (client) => client.on('error', onLost));
  try {
    await pool.query('select from valetkey.upload limit 1');
  } catch (cause) {
    await pool.end();
    const code = (cause as { code?: string }).code;
    const isSchema = code === '42P01' || code === '3F000';
    throw new ValetKeyError(
      'RECORDS_UNAVAILABLE',
      isSchema
        ? `The database of ${name} has no records of Valet Key: run the migrations, or name another one.`
        : `The database of ${name} cannot be used (${code ?? 'no answer'}). Check its address, login and network.`,
      { cause },
    );
  }
  return pool;
}
