import { DuckDBInstance } from '@duckdb/node-api';

/** A row as JSON has it: numbers beyond 2^53 are text. */
export type Row = Record<string, unknown>;

/** A database that reads files of one folder and nothing else. */
export type Database = {
  run: (sql: string) => Promise<void>;
  all: (sql: string) => Promise<Row[]>;
};

/** Text as SQL has it. */
export const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
/** A name as SQL has it. */
export const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`;

/**
 * Opens DuckDB for one file of a stranger: one thread, bounded memory, what does not fit beside the file in its folder, no other
 * folder, no network, no extension, and no way to change any of it.
 */
export async function openDatabase(folder: string): Promise<Database> {
  const instance = await DuckDBInstance.create(`${folder}/tables.duckdb`, {
    threads: '1',
    memory_limit: '400MB',
    temp_directory: `${folder}/spill`,
    max_temp_directory_size: '512MB',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  });
  const connection = await instance.connect();
  await connection.run('set preserve_insertion_order = true');
  await connection.run(`set allowed_directories = [${literal(`${folder}/`)}]`);
  await connection.run('set enable_external_access = false');
  await connection.run('set lock_configuration = true');
  return {
    run: async (sql) => void (await connection.run(sql)),
    all: async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson() as Row[],
  };
}
