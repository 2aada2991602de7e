import type { Bucket, Store } from './openStore.ts';
import type { ObjectContext } from './RequestContext.ts';
import type { MarkerRecord, ObjectRecord } from './records.ts';
import { StoreError } from './StoreError.ts';
import { parseXml, textOf } from './xml.ts';

export type Versioning = '' | 'Enabled' | 'Suspended';

export function parseVersioning(document: Buffer): Versioning {
  const status = textOf(parseXml(document, 'VersioningConfiguration'), 'Status');
  if (status !== 'Enabled' && status !== 'Suspended') throw new StoreError('MalformedXML');
  return status;
}

/** The setting holds the status alone, not the document. */
export const versioningOf = (bucket: Bucket): Versioning =>
  (bucket.settings.get('versioning') ?? '') as Versioning;

export const hasVersions = (bucket: Bucket) => bucket.settings.has('versioning');

/** What the answer to a write says of the version: nothing where every write replaces the one that has no id. */
export const versionOfWrite = (bucket: Bucket, version: string): Record<string, string> =>
  versioningOf(bucket) === 'Enabled' ? { 'x-amz-version-id': version } : {};

/** The version id that a write to this bucket gets. */
export const newVersion = (bucket: Bucket, randomId: (bytes: number) => string) =>
  versioningOf(bucket) === 'Enabled' ? randomId(16) : 'null';

/** The object that a read names. @throws `NoSuchKey`, `NoSuchVersion`, 405 for a delete marker named by its version */
export function findObject(
  store: Store,
  bucket: Bucket,
  key: string,
  versionId: string | undefined,
): ObjectRecord {
  const record: ObjectRecord | MarkerRecord | null | undefined =
    versionId === undefined
      ? store.current(bucket, key)
      : store.versions(bucket, key).find((candidate) => candidate.version === versionId);
  if (!record)
    throw new StoreError(versionId === undefined ? 'NoSuchKey' : 'NoSuchVersion', undefined, {
      details: { Key: key },
    });
  if (record.op === 'marker') {
    const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': record.version };
    if (versionId === undefined)
      throw new StoreError('NoSuchKey', undefined, { headers, details: { Key: key } });
    throw new StoreError('MethodNotAllowed', undefined, { headers });
  }
  return record;
}

/** Deletes as the bucket's versioning wants it; returns what S3 says about it. */
export function deleteKey(
  context: Pick<ObjectContext, 'server' | 'bucket'>,
  key: string,
  versionId: string | undefined,
): { version?: string; marker: boolean } {
  const { server, bucket } = context;
  const { store } = server;
  const name = bucket.name;
  if (versionId !== undefined) {
    const found = store.versions(bucket, key).find((candidate) => candidate.version === versionId);
    if (found) store.write({ op: 'objectGone', bucket: name, key, version: versionId });
    if (found) server.publish({ name: 'ObjectRemoved:Delete', bucket: name, key, version: versionId });
    return { version: versionId, marker: found?.op === 'marker' };
  }
  if (!hasVersions(bucket)) {
    if (!store.current(bucket, key)) return { marker: false };
    store.write({ op: 'objectGone', bucket: name, key, version: 'null' });
    server.publish({ name: 'ObjectRemoved:Delete', bucket: name, key });
    return { marker: false };
  }
  const version = newVersion(bucket, server.randomId);
  store.write({ op: 'marker', bucket: name, key, version, modified: server.now() });
  server.publish({ name: 'ObjectRemoved:DeleteMarkerCreated', bucket: name, key, version });
  return { version, marker: true };
}
