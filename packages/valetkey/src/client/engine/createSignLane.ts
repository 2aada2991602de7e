import type { Grant } from '../../protocol/index.ts';
import type { ApiClient } from '../apiClient.ts';
import type { Clock } from '../ports.ts';
import { UploadError } from '../UploadError.ts';
import type { Call } from './repeatCall.ts';

type Signed = { grant: Grant; serverTime: number | null };
type Waiting = { uploadId: string; resolve: (signed: Signed) => void; reject: (error: unknown) => void };

/** Uploads whose URLs ran out together are signed together. */
const GROUP_MS = 20;

/** Gives a fresh grant of one `post` or `put` upload. */
export function createSignLane(options: {
  api: ApiClient;
  call: Call;
  clock: Clock;
}): (uploadId: string) => Promise<Signed> {
  const { api, call } = options;
  let group: Waiting[] = [];

  async function flush(): Promise<void> {
    const asked = group;
    group = [];
    try {
      await sign(asked);
    } catch (error) {
      if (asked.length === 1 || (error as UploadError).isTransient) {
        for (const { reject } of asked) reject(error);
        return;
      }
      // One that may no longer be signed must not keep the others from it.
      for (const one of asked) await sign([one]).catch(one.reject);
    }
  }

  async function sign(asked: Waiting[]): Promise<void> {
    const uploadIds = asked.map(({ uploadId }) => uploadId);
    const { uploads, serverTime } = await call((signal) => api.signUploads({ uploadIds }, signal));
    const grants = new Map(uploads.map((grant) => [grant.uploadId, grant]));
    for (const { uploadId, resolve, reject } of asked) {
      const grant = grants.get(uploadId);
      if (grant) resolve({ grant, serverTime });
      else reject(new UploadError('INVALID_STATE', 'The upload can no longer be signed.', { status: 409 }));
    }
  }

  return (uploadId) =>
    new Promise((resolve, reject) => {
      group.push({ uploadId, resolve, reject });
      if (group.length === 1) options.clock.setTimeout(() => void flush(), GROUP_MS);
    });
}
