import type { BucketContext, Reply } from '../RequestContext.ts';
import { readDocument } from '../receiveBody.ts';
import { StoreError } from '../StoreError.ts';
import { deleteKey } from '../versioning.ts';
import { childrenOf, element, parseXml, textOf, xmlDocument } from '../xml.ts';

export async function deleteObjects(context: BucketContext): Promise<Reply> {
  const { server, header } = context;
  if (server.personality.deleteObjectsNeedsMd5 && header('content-md5') === undefined) {
    throw new StoreError('InvalidRequest', 'Missing required header for this request: Content-MD5');
  }
  const root = parseXml(await readDocument(context), 'Delete');
  const quiet = textOf(root, 'Quiet')?.trim() === 'true';
  const objects = childrenOf(root, 'Object').map((node) => ({
    key: textOf(node, 'Key'),
    version: textOf(node, 'VersionId'),
  }));
  if (objects.length === 0 || objects.length > 1000) throw new StoreError('MalformedXML');
  const results: string[] = [];
  for (const { key, version } of objects) {
    if (key === undefined || key === '') throw new StoreError('MalformedXML');
    const deleted = deleteKey(context, key, version);
    if (quiet) continue;
    results.push(
      element('Deleted', [
        element('Key', key),
        element('VersionId', version),
        element('DeleteMarker', deleted.marker ? true : undefined),
        element('DeleteMarkerVersionId', deleted.marker ? deleted.version : undefined),
      ]),
    );
  }
  await server.store.flush();
  return { status: 200, body: xmlDocument('DeleteResult', results) };
}
