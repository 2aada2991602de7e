import type { Grant, PartsResponse } from '../../protocol/index.ts';
import type { ApiClient } from '../apiClient.ts';
import type { Clock } from '../ports.ts';
import { UploadError } from '../UploadError.ts';
import type { Call } from './repeatCall.ts';

type Signed = { grant: Grant; serverTime: number | null };
type Waiting = { uploadId: string; resolve: (signed: Signed) => void; reject: (error: unknown) => void };

export type SignLane = {
  /** A fresh grant of one `post` or `put` upload. */
  whole(uploadId: string): Promise<Signed>;
  /** URLs of some parts; at most one window of them. */
  parts(
    uploadId: string,
    partNumbers: readonly number[],
    checksumsSha256?: readonly string[],
  ): Promise<PartsResponse>;
};

/** Uploads whose URLs ran out together are signed together. */
const GROUP_MS = 20;
/** The largest window of one call. */
const WINDOW = 100;

export function createSignLane(options: { api: ApiClient; call: Call; clock: Clock }): SignLane {
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

  return {
    whole: (uploadId) =>
      new Promise((resolve, reject) => {
        group.push({ uploadId, resolve, reject });
        if (group.length === 1) options.clock.setTimeout(() => void flush(), GROUP_MS);
      }),
    parts: (uploadId, asked, checksumsSha256) => {
      const partNumbers = asked.slice(0, WINDOW);
      const sums = checksumsSha256 && { checksumsSha256: checksumsSha256.slice(0, WINDOW) };
      return call((signal) => api.signParts({ uploadId, partNumbers, ...sums }, signal));
    },
  };
}
