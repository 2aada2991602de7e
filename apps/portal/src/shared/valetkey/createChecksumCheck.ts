import 'server-only';
import type { StoreProbe } from './createStoreProbe';

/** Whether browsers should hash what they send: where the store checks it, and only there. While it cannot be asked, they need not. */
export function createChecksumCheck(probe: StoreProbe): () => Promise<boolean> {
  return async () => {
    try {
      const { checksumSha256, partChecksumSha256 } = (await probe()).capabilities;
      return checksumSha256 && partChecksumSha256 === true;
    } catch {
      return false;
    }
  };
}
