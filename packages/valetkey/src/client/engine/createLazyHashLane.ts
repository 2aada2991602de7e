import type { HashLane } from '../hashing/createHashLane.ts';
import { UploadError } from '../UploadError.ts';
import type { WorkerOptions } from '../worker/openWorker.ts';

/** Loads what hashes with the first piece: who wants no checksums never pays for it. */
export function createLazyHashLane(options: WorkerOptions): HashLane {
  let lane: HashLane | null = null;
  let loading: Promise<HashLane> | null = null;

  function load(): Promise<HashLane> {
    loading ??= import('../hashing/createHashLane.ts').then(
      ({ createHashLane }) => {
        lane = createHashLane(options);
        return lane;
      },
      (cause: unknown) => {
        loading = null;
        throw new UploadError(
          'NETWORK',
          'What checksums need could not be loaded. Check the connection and try again; if it repeats, reload the page.',
          { cause },
        );
      },
    );
    return loading;
  }

  return {
    hash: async (line, bytes, isWanted) => (await load()).hash(line, bytes, isWanted),
    look: () => lane?.look(),
  };
}
