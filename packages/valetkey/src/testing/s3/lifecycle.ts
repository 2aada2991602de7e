import type { Bucket } from './openStore.ts';
import type { ServerContext } from './RequestContext.ts';
import type { ObjectRecord } from './records.ts';
import { StoreError } from './StoreError.ts';
import { hasVersions, newVersion } from './versioning.ts';
import { childOf, childrenOf, parseXml, textOf, type XmlNode } from './xml.ts';

export type LifecycleRule = {
  /** Empty when none was given. */
  id: string;
  enabled: boolean;
  prefix: string;
  tags: [string, string][];
  sizeGreaterThan: number | undefined;
  sizeLessThan: number | undefined;
  expirationDays: number | undefined;
  /** Milliseconds. */
  expirationDate: number | undefined;
  noncurrentDays: number | undefined;
  abortDays: number | undefined;
  removesLoneMarkers: boolean;
};

const day = 86_400_000;

function daysOf(node: XmlNode | undefined, name: string): number | undefined {
  const text = textOf(node, name)?.trim();
  if (text === undefined) return undefined;
  if (!/^\d{1,6}$/.test(text) || Number(text) < 1)
    throw new StoreError('InvalidArgument', `'${name}' must be a positive integer`);
  return Number(text);
}

/** Midnight UTC in ISO 8601, as S3 wants it. */
function checkDate(date: string | undefined): void {
  if (date === undefined) return;
  if (
    !/^\d{4}-?\d{2}-?\d{2}(T00:?00(:?00)?(\.0+)?(Z|\+00:00)?)?$/.test(date.trim()) ||
    Number.isNaN(Date.parse(date))
  )
    throw new StoreError('MalformedXML');
}

function sizeOf(node: XmlNode | undefined, name: string): number | undefined {
  const text = textOf(node, name)?.trim();
  if (text !== undefined && !/^\d{1,15}$/.test(text)) throw new StoreError('MalformedXML');
  return text === undefined ? undefined : Number(text);
}

/** @throws `MalformedXML`, `InvalidArgument` */
export function parseLifecycle(document: Buffer): LifecycleRule[] {
  const rules = childrenOf(parseXml(document, 'LifecycleConfiguration'), 'Rule').map(
    (node): LifecycleRule => {
      const status = textOf(node, 'Status');
      if (status !== 'Enabled' && status !== 'Disabled') throw new StoreError('MalformedXML');
      const filter = childOf(node, 'Filter');
      const all = childOf(filter, 'And') ?? filter;
      const expiration = childOf(node, 'Expiration');
      const date = textOf(expiration, 'Date');
      const id = textOf(node, 'ID') ?? '';
      if (id.length > 255) throw new StoreError('InvalidArgument', 'ID length should not exceed 255');
      for (const action of ['Expiration', 'Transition']) {
        for (const each of childrenOf(node, action)) checkDate(textOf(each, 'Date'));
      }
      const rule: LifecycleRule = {
        id,
        enabled: status === 'Enabled',
        prefix: textOf(all, 'Prefix') ?? textOf(node, 'Prefix') ?? '',
        tags: childrenOf(all, 'Tag').map((tag) => [textOf(tag, 'Key') ?? '', textOf(tag, 'Value') ?? '']),
        sizeGreaterThan: sizeOf(all, 'ObjectSizeGreaterThan'),
        sizeLessThan: sizeOf(all, 'ObjectSizeLessThan'),
        expirationDays: daysOf(expiration, 'Days'),
        expirationDate: date === undefined ? undefined : Date.parse(date),
        noncurrentDays: daysOf(childOf(node, 'NoncurrentVersionExpiration'), 'NoncurrentDays'),
        abortDays: daysOf(childOf(node, 'AbortIncompleteMultipartUpload'), 'DaysAfterInitiation'),
        removesLoneMarkers: textOf(expiration, 'ExpiredObjectDeleteMarker')?.trim() === 'true',
      };
      const known = [
        'Expiration',
        'NoncurrentVersionExpiration',
        'AbortIncompleteMultipartUpload',
        'Transition',
        'NoncurrentVersionTransition',
      ];
      if (!known.some((name) => childOf(node, name))) {
        throw new StoreError('InvalidRequest', 'At least one action needs to be specified in a rule.');
      }
      return rule;
    },
  );
  if (rules.length === 0 || rules.length > 1000) throw new StoreError('MalformedXML');
  const ids = rules.map(({ id }) => id).filter((id) => id !== '');
  if (new Set(ids).size !== ids.length)
    throw new StoreError('InvalidArgument', 'Rule ID must be unique. Found same ID for more than one rule');
  return rules;
}

/** Gives every rule without an ID one, as S3 does when it keeps a configuration. */
export function withRuleIds(document: string, randomId: (bytes: number) => string): string {
  return document.replace(/<Rule>([\s\S]*?)<\/Rule>/g, (rule, content: string) =>
    /<ID>[^<]/.test(content)
      ? rule
      : `<Rule><ID>${randomId(16)}</ID>${content.replace(/<ID>\s*<\/ID>|<ID\s*\/>/, '')}</Rule>`,
  );
}

function covers(rule: LifecycleRule, record: ObjectRecord): boolean {
  return (
    record.key.startsWith(rule.prefix) &&
    (rule.sizeGreaterThan === undefined || record.size > rule.sizeGreaterThan) &&
    (rule.sizeLessThan === undefined || record.size < rule.sizeLessThan) &&
    rule.tags.every(([key, value]) => record.tags?.some(([k, v]) => k === key && v === value))
  );
}

function expireKey(
  { store, now, publish, randomId }: ServerContext,
  bucket: Bucket,
  key: string,
  rules: LifecycleRule[],
): number {
  const versions = store.versions(bucket, key);
  let removed = 0;
  const remove = (version: string) => {
    store.write({ op: 'objectGone', bucket: bucket.name, key, version });
    removed++;
  };
  versions.forEach((record, index) => {
    for (const rule of rules) {
      if (record.op === 'marker') {
        if (rule.removesLoneMarkers && versions.length === 1 && key.startsWith(rule.prefix))
          remove(record.version);
        continue;
      }
      if (!covers(rule, record)) continue;
      if (index === 0) {
        const due =
          (rule.expirationDays !== undefined && now() >= record.modified + rule.expirationDays * day) ||
          (rule.expirationDate !== undefined && now() >= rule.expirationDate);
        if (!due) continue;
        if (hasVersions(bucket)) {
          store.write({
            op: 'marker',
            bucket: bucket.name,
            key,
            version: newVersion(bucket, randomId),
            modified: now(),
          });
          removed++;
        } else remove(record.version);
        publish({ name: 'ObjectRemoved:Delete', bucket: bucket.name, key });
        return;
      }
      const replacedAt = versions[index - 1]!.modified;
      if (rule.noncurrentDays !== undefined && now() >= replacedAt + rule.noncurrentDays * day) {
        remove(record.version);
        return;
      }
    }
  });
  return removed;
}

/** Runs every enabled rule once against the server's clock; returns how many objects and uploads went. */
export async function runLifecycle(server: ServerContext): Promise<{ expired: number; aborted: number }> {
  const { store, now } = server;
  let expired = 0;
  let aborted = 0;
  for (const bucket of store.buckets.values()) {
    const text = bucket.settings.get('lifecycle');
    if (text === undefined) continue;
    const rules = parseLifecycle(Buffer.from(text)).filter((rule) => rule.enabled);
    for (const upload of [...store.uploads.values()]) {
      if (upload.bucket !== bucket.name) continue;
      const due = rules.some(
        ({ abortDays, prefix }) =>
          abortDays !== undefined &&
          upload.key.startsWith(prefix) &&
          now() >= upload.initiated + abortDays * day,
      );
      if (!due) continue;
      store.write({ op: 'uploadGone', uploadId: upload.uploadId });
      aborted++;
    }
    let seen = 0;
    for (const [key] of bucket.keys.scan({})) {
      expired += expireKey(server, bucket, key, rules);
      // A large bucket must not keep requests waiting.
      if (++seen % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  }
  if (expired + aborted > 0) await store.flush();
  return { expired, aborted };
}
