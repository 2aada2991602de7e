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

type Values = Readonly<Record<string, string | undefined>>;

async function readEnvFile(cwd: string): Promise<Values> {
  try {
    return parseEnv(await readFile(join(cwd, '.env'), 'utf8'));
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return {};
    throw new ValetKeyError('INVALID_OPTION', 'The .env file of this folder cannot be read.', {
      cause: error,
    });
  }
}

function readAppOrigin(values: Values): string {
  const value = values.APP_URL?.trim() || `http://localhost:${values.PORT?.trim() || 3000}`;
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new ValetKeyError(
      'INVALID_OPTION',
      'APP_URL must be the URL of your app in the browser, like https://files.example.com.',
      { details: { option: 'APP_URL' } },
    );
  }
  return url.origin;
}

/**
 * Reads the configuration of the CLI: environment variables, then the `.env` file of the folder for those that are not set.
 *
 * @throws {ValetKeyError} `INVALID_OPTION` that names the variable and what it must be.
 */
export async function loadConfig(input: { env: Values; cwd: string }): Promise<CliConfig> {
  const values: Record<string, string | undefined> = { ...(await readEnvFile(input.cwd)) };
  for (const [name, value] of Object.entries(input.env)) {
    if (value !== undefined && value !== '') values[name] = value;
  }
  return { store: createStoreConfig(values), appOrigin: readAppOrigin(values) };
}
