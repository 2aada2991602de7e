import type { ServerCredential } from '../authenticate.ts';
import { checksumOfRequest } from '../checksums.ts';
import { attributesOfRequest } from '../objectAttributes.ts';
import { verifyPostPolicy } from '../postPolicy.ts';
import type { BucketContext, Reply } from '../RequestContext.ts';
import { readForm } from '../readForm.ts';
import { largestPut, receiveStream } from '../receiveBody.ts';
import type { ObjectRecord } from '../records.ts';
import { StoreError } from '../StoreError.ts';
import { newVersion, versionOfWrite } from '../versioning.ts';
import { element, xmlDocument } from '../xml.ts';
import { writeObject } from './objects.ts';

/** A browser form: everything is decided from its fields, before the first byte of the file is kept. */
export async function postObject(
  context: BucketContext,
  credentials: ReadonlyMap<string, ServerCredential>,
  checkKey: (key: string) => void,
): Promise<Reply> {
  const { server, bucket, req } = context;
  const form = await readForm(context.incoming(), req.headers['content-type'] ?? '');
  const { fields } = form;
  const template = fields.get('key');
  if (template === undefined || template === '')
    throw new StoreError('InvalidArgument', 'Bucket POST must contain a field named key.');
  const policy = verifyPostPolicy({
    fields,
    bucket: bucket.name,
    region: server.region,
    credentials,
    personality: server.personality,
    now: server.now(),
  });
  if (policy.credential.access === 'read') throw new StoreError('AccessDenied');
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholder of S3, in this very form
  const key = template.replaceAll('${filename}', form.fileName.replace(/^.*[\\/]/, ''));
  checkKey(key);
  // Fields are UTF-8 text; headers elsewhere are latin-1 bytes.
  const header = (name: string) => {
    const value = fields.get(name);
    return value === undefined ? undefined : Buffer.from(value, 'utf8').toString('latin1');
  };
  const attributes = attributesOfRequest({ header, server }, fields.keys());
  const sent = server.personality.verifiesChecksums ? checksumOfRequest(header) : undefined;
  const maximum = Math.min(policy.maximum, largestPut);
  const received = await receiveStream(context, form.file, sent ? [sent.algorithm] : [], (size) => {
    if (size > maximum) {
      throw new StoreError('EntityTooLarge', undefined, {
        details: { MaxSizeAllowed: String(maximum), ProposedSize: String(size) },
      });
    }
  });
  const { part, digests } = received;
  try {
    if (part.size < policy.minimum) {
      throw new StoreError('EntityTooSmall', undefined, {
        details: { MinSizeAllowed: String(policy.minimum), ProposedSize: String(part.size) },
      });
    }
    if (sent && digests[sent.algorithm] !== sent.value) throw new StoreError('BadDigest');
  } catch (error) {
    server.store.blobs.remove([part.id]);
    throw error;
  }
  const record: ObjectRecord = {
    op: 'object',
    bucket: bucket.name,
    key,
    version: newVersion(bucket, server.randomId),
    modified: server.now(),
    size: part.size,
    etag: part.etag,
    ...attributes,
    blobs: [part],
    ...(sent && { checksum: { ...sent, type: 'FULL_OBJECT' } }),
  };
  writeObject({ server, bucket, key, header }, record);
  await server.store.flush();
  server.publish({
    name: 'ObjectCreated:Post',
    bucket: bucket.name,
    key,
    size: record.size,
    etag: record.etag,
  });
  return postReply(context, record, fields);
}

function postReply(
  { bucket, req }: BucketContext,
  record: ObjectRecord,
  fields: ReadonlyMap<string, string>,
): Reply {
  const location = `http://${req.headers.host ?? 'localhost'}/${bucket.name}/${encodeURIComponent(record.key)}`;
  const headers = {
    etag: `"${record.etag}"`,
    location,
    ...versionOfWrite(bucket, record.version),
  };
  const redirect = fields.get('success_action_redirect') ?? fields.get('redirect');
  if (redirect !== undefined && URL.canParse(redirect)) {
    const url = new URL(redirect);
    url.searchParams.append('bucket', bucket.name);
    url.searchParams.append('key', record.key);
    url.searchParams.append('etag', `"${record.etag}"`);
    return { status: 303, headers: { ...headers, location: url.href } };
  }
  const status = fields.get('success_action_status');
  if (status === '201') {
    return {
      status: 201,
      headers,
      body: xmlDocument('PostResponse', [
        element('Location', location),
        element('Bucket', bucket.name),
        element('Key', record.key),
        element('ETag', `"${record.etag}"`),
      ]),
    };
  }
  return { status: status === '200' ? 200 : 204, headers };
}
