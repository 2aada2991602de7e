import { StartError } from './startError.mjs';

/**
 * Refuses what the library would refuse, before anything is started: a wrong value is told here and not in the log of a part.
 * @param {Readonly<Record<string, string>>} environment
 */
export async function checkExternalStore(environment) {
  // Not at the top: the library may have to be built first.
  const { createStoreConfig } = await import('valetkey/s3');
  try {
    createStoreConfig(environment);
  } catch (error) {
    if (error.code !== 'INVALID_OPTION') throw error;
    throw new StartError(error.message, { cause: error });
  }
}
