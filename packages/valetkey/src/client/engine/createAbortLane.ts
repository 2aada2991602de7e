import type { ApiClient } from '../apiClient.ts';
import type { Call } from './repeatCall.ts';

const SIMULTANEOUS_ABORTS = 4;

/** Tells the server which uploads are given up, a few at a time. The sweep finds what this cannot tell. */
export function createAbortLane({ api, call }: { api: ApiClient; call: Call }): (uploadId: string) => void {
  const waiting: string[] = [];
  let running = 0;

  async function run(): Promise<void> {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const uploadId = id;
      await call((signal) => api.abortUpload(uploadId, signal)).catch(() => {});
    }
    running--;
  }

  return (uploadId) => {
    waiting.push(uploadId);
    if (running >= SIMULTANEOUS_ABORTS) return;
    running++;
    void run();
  };
}
