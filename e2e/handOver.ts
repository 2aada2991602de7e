import type { HandshakeFile } from 'valetkey/protocol';
import { expect } from 'vitest';
import { clientOf } from './clients.ts';
import { uploadFile, waitForDownload } from './transfer.ts';

const patience = { timeout: 60_000 };

/**
 * Uploads one version of a document of Alice's, and waits until it is this version that reviewers see, with what was read out of it: until
 * then the one before answers.
 *
 * @returns the file's id
 */
export async function handOver(
  file: Omit<HandshakeFile, 'size'>,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const [alice, rita] = [clientOf('alice'), clientOf('rita')];
  const { key } = await uploadFile(alice, file, bytes);
  await expect
    .poll(async () => (await rita.get(`/api/review/files/${key}`)).json.version, patience)
    .toBe(file.documentId === undefined ? 1 : 2);
  await waitForDownload(alice, key);
  await expect
    .poll(async () => (await alice.get(`/api/files/${key}/extraction`)).json.extraction?.state, patience)
    .toBe('available');
  return key;
}
