import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ValetKeyError } from '../protocol/index.ts';
import { createStoreConfig, type StoreConfig } from '../s3/index.ts';

/** What the commands of the CLI work with. */
export type CliConfig = {
  store: StoreConfig;
  /** Origin of the app in the browser: the one that CORS allows. */
  appOrigin: string;
};

export type Values = Readonly<Record<string, string | undefined>>;

async function readEnvFile(cwd: string, name: string): Promise<Values> {
  try {
    return parseEnv(await readFile(join(cwd, name), 'utf8'));
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return {};
    throw new ValetKeyError('INVALID_OPTION', `The ${name} file of this folder cannot be read.`, {
      cause: error,
    });
  }
}

/** @throws {ValetKeyError} `INVALID_OPTION` that names where the value came from. */
export function parseOrigin(value: string, name: string): string {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new ValetKeyError(
      'INVALID_OPTION',
      `${name} must be the URL of your app in the browser, like https://files.example.com.`,
      { details: { option: name } },
    );
  }
  return url.origin;
}

export function readAppOrigin(values: Values): string {
  return parseOrigin(values.APP_URL?.trim() || `http://localhost:${values.PORT?.trim() || 3000}`, 'APP_URL');
}

/** Environment variables, then `.env.local` and `.env` of the folder for those that are not set: as Next.js reads them. */
export async function readValues(input: { env: Values; cwd: string }): Promise<Values> {
  const values: Record<string, string | undefined> = {
    ...(await readEnvFile(input.cwd, '.env')),
    ...(await readEnvFile(input.cwd, '.env.local')),
  };
  for (const [name, value] of Object.entries(input.env)) {
    if (value !== undefined && value !== '') values[name] = value;
  }
  return values;
}

/**
 * Reads the configuration of the CLI.
 *
 * @throws {ValetKeyError} `INVALID_OPTION` that names the variable and what it must be.
 */
export async function loadConfig(input: { env: Values; cwd: string }): Promise<CliConfig> {
  const values = await readValues(input);
  return { store: createStoreConfig(values), appOrigin: readAppOrigin(values) };
}
