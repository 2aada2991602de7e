/** Prefixes that our objects have. */
export type KeyPrefix = 'incoming' | 'files' | 'derived' | 'quarantine';

/** Fresh keys for what a command tries with, remembered so that it can be removed. */
export type Keyring = { newKey(prefix: KeyPrefix): string; keys: readonly string[] };

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

export function createKeyring(): Keyring {
  const keys: string[] = [];
  return {
    keys,
    newKey(prefix) {
      const bytes = crypto.getRandomValues(new Uint8Array(26));
      const key = `${prefix}/${Array.from(bytes, (byte) => alphabet[byte % 32]).join('')}`;
      keys.push(key);
      return key;
    },
  };
}
