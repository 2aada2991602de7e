import 'server-only';
import type { StoreProbe } from './createStoreProbe';

/** Whether browsers should hash the small files they send: where the store checks it. While it cannot be asked, they need not. */
export function createChecksumCheck(probe: StoreProbe): () => Promise<boolean> {
  return async () => {
    try {
      return (await probe()).capabilities.checksumSha256;
    } catch {
      return false;
    }
  };
}
