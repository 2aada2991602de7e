import { createId } from '../../server/id.ts';

/** Prefixes that our objects have. */
export type KeyPrefix = 'incoming' | 'files' | 'derived' | 'quarantine';

/** Fresh keys for what a command tries with, remembered so that it can be removed. */
export type Keyring = { newKey(prefix: KeyPrefix): string; keys: readonly string[] };

export function createKeyring(): Keyring {
  const keys: string[] = [];
  return {
    keys,
    newKey(prefix) {
      const key = `${prefix}/${createId((length) => crypto.getRandomValues(new Uint8Array(length)))}`;
      keys.push(key);
      return key;
    },
  };
}
