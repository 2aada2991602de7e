import type { Grant, HandshakeFile, Receipt } from 'valetkey/protocol';
import type { ApiClient } from './ApiClient.ts';

export type Uploaded = { uploadId: string; key: string; receipt: Receipt };

/** Sends one file's bytes straight to the store, as its grant says; nothing of the library's own client is used. */
export async function sendBytes(
  grant: Grant,
  bytes: Uint8Array<ArrayBuffer>,
  client?: ApiClient,
): Promise<void> {
  if (grant.kind === 'put') {
    await expectOk(await fetch(grant.signedUrl, { method: 'PUT', headers: grant.headers, body: bytes }));
    return;
  }
  if (grant.kind === 'post') {
    const form = new FormData();
    for (const [name, value] of Object.entries(grant.fields)) form.append(name, value);
    form.append('file', new Blob([bytes]));
    await expectOk(await fetch(grant.signedUrl, { method: 'POST', body: form }));
    return;
  }
  const total = Math.ceil(bytes.byteLength / grant.partSize);
  let parts = grant.parts;
  while (parts.length > 0) {
    for (const part of parts) {
      const start = (part.partNumber - 1) * grant.partSize;
      const body = bytes.subarray(start, start + part.size);
      await expectOk(await fetch(part.signedUrl, { method: 'PUT', headers: part.headers, body }));
    }
    const next = parts.at(-1)!.partNumber + 1;
    if (next > total) return;
    if (!client) throw new Error('further part URLs need a client');
    const partNumbers = Array.from({ length: Math.min(100, total - next + 1) }, (_, index) => next + index);
    const reply = await client.post('/api/upload/parts', { uploadId: grant.uploadId, partNumbers });
    if (reply.status !== 200) throw new Error(`parts: ${reply.status} ${reply.text}`);
    parts = reply.json.parts;
  }
}

/** Handshake, bytes, completion, and waiting until the file can be downloaded. */
export async function uploadFile(
  client: ApiClient,
  file: Omit<HandshakeFile, 'size'>,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uploaded> {
  const handshake = await client.post('/api/upload', { files: [{ ...file, size: bytes.byteLength }] });
  if (handshake.status !== 200) throw new Error(`handshake: ${handshake.status} ${handshake.text}`);
  const grant = handshake.json.uploads[0] as Grant;
  await sendBytes(grant, bytes, client);
  const { uploadId, key } = grant;
  const completion = await client.post('/api/upload/complete', { uploads: [{ uploadId }] });
  if (completion.status !== 200) throw new Error(`complete: ${completion.status} ${completion.text}`);
  return { uploadId, key, receipt: completion.json.files[0] as Receipt };
}

/** Asks for the download until the file has been verified; each call of ours may itself wait on the server. */
export async function waitForDownload(client: ApiClient, key: string, attempts = 12): Promise<string> {
  let last = '';
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const reply = await client.get(`/api/download?key=${key}`);
    if (reply.status === 200) return reply.json.signedUrl as string;
    last = `${reply.status} ${reply.text}`;
    if (reply.json?.code !== 'NOT_YET_AVAILABLE') break;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`no download of ${key}: ${last}`);
}

export async function download(signedUrl: string): Promise<{ bytes: Buffer; headers: Headers }> {
  const response = await fetch(signedUrl);
  await expectOk(response.clone());
  return { bytes: Buffer.from(await response.arrayBuffer()), headers: response.headers };
}

async function expectOk(response: Response): Promise<void> {
  if (response.ok) return;
  const { origin, pathname } = new URL(response.url);
  throw new Error(
    `the store answered ${response.status} at ${origin}${pathname.slice(0, 20)}: ${await response.text()}`,
  );
}

/** Does it to each, some at a time; the outcomes are in the order of the list. */
export async function inTurns<Item, Outcome>(
  list: readonly Item[],
  act: (item: Item) => Promise<Outcome>,
  atOnce = 6,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < list.length; index = next++) outcomes[index] = await act(list[index]!);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return outcomes;
}
