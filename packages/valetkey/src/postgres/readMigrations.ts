import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ValetKeyError } from '../protocol/index.ts';

/** A folder of SQL files and the name under which the database remembers them. */
export type MigrationSource = {
  /** Short and stable, as `valetkey`; files are remembered as `<name>/<file>`. */
  name: string;
  /** Path or `file:` URL of the folder. */
  directory: string | URL;
};

export type Migration = {
  /** `<source>/<file>`. */
  name: string;
  sql: string;
  /** Hex SHA-256 of the text. */
  sha256: string;
};

export type MigrationSet = {
  /** Source name with its slash. */
  prefix: string;
  /** `0001_name.sql`: each runs once, in order. */
  numbered: Migration[];
  /** `always_name.sql`: each runs at the end of every migration, and must not mind. */
  repeated: Migration[];
};

const numberedName = /^\d{4}_[a-z0-9_]+\.sql$/;
const repeatedName = /^always_[a-z0-9_]+\.sql$/;

async function sha256Hex(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Reads a folder of SQL files; a name of another form is refused, for it would silently not run. */
export async function readMigrations(source: MigrationSource): Promise<MigrationSet> {
  const directory = source.directory instanceof URL ? fileURLToPath(source.directory) : source.directory;
  const files = (await readdir(directory)).filter((file) => file.endsWith('.sql')).sort();
  const migrations = await Promise.all(
    files.map(async (file) => {
      if (!numberedName.test(file) && !repeatedName.test(file)) {
        throw new ValetKeyError(
          'INVALID_OPTION',
          `The migration file ${file} of ${source.name} is named neither 0001_name.sql nor always_name.sql.`,
        );
      }
      // A checkout on Windows may change line ends; the file is still the same.
      const sql = (await readFile(join(directory, file), 'utf8')).replaceAll('\r\n', '\n');
      return { name: `${source.name}/${file}`, sql, sha256: await sha256Hex(sql) };
    }),
  );
  const isNumbered = (migration: Migration) =>
    numberedName.test(migration.name.slice(source.name.length + 1));
  return {
    prefix: `${source.name}/`,
    numbered: migrations.filter(isNumbered),
    repeated: migrations.filter((migration) => !isNumbered(migration)),
  };
}
