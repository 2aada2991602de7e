import type { JobContext } from '../jobList';

/** Has the scanner look again at what older signatures judged, and at what it could not look at before. */
export async function rescanUploads(_payload: object, { tools, signal }: JobContext): Promise<void> {
  await tools.valetKey.rescan({ signal });
}
