import type { CorsRule } from '../../s3/index.ts';
import { child, children, parseXml, textOf, type XmlNode } from '../../s3/xmlDocument.ts';
import type { AskStore, StoreAnswer } from './askStore.ts';
import { type LifecycleRule, parseLifecycleRules } from './planLifecycle.ts';
import { type PolicyDocument, parsePolicyDocument } from './planPolicy.ts';

/** What a bucket says about one of its settings. `unknown`: the store has no such setting, or hides it. */
export type Setting<T> =
  | { kind: 'set'; value: T }
  | { kind: 'none' }
  | { kind: 'unknown' }
  | { kind: 'forbidden' };

export type AccessBlock = {
  /** Nothing becomes public: access lists have no effect, and public policies are refused and have none. */
  isComplete: boolean;
  /** Refuses requests that would set a public access list. */
  blocksAcls: boolean;
};

export type BucketState = {
  exists: boolean;
  cors: Setting<CorsRule[]>;
  lifecycle: Setting<LifecycleRule[]>;
  policy: Setting<PolicyDocument>;
  accessBlock: Setting<AccessBlock>;
  /** Names of the groups that the bucket's access list gives something to. */
  publicGrants: Setting<string[]>;
  versioning: 'Enabled' | 'Suspended' | 'none' | 'unknown';
};

/** What a bucket that is not there yet says. */
const absent: BucketState = {
  exists: false,
  cors: { kind: 'none' },
  lifecycle: { kind: 'none' },
  policy: { kind: 'none' },
  accessBlock: { kind: 'none' },
  publicGrants: { kind: 'unknown' },
  versioning: 'none',
};

function kindOf(answer: StoreAnswer): 'set' | 'none' | 'unknown' | 'forbidden' {
  if (answer.status === 200 || answer.status === 204) return 'set';
  if (answer.status === 404)
    return answer.code?.startsWith('NoSuch') || answer.code?.includes('NotFound') ? 'none' : 'unknown';
  if (answer.status === 403) return 'forbidden';
  return 'unknown';
}

async function readXmlSetting<T>(
  ask: AskStore,
  name: string,
  roots: readonly string[],
  read: (node: XmlNode, text: string) => T,
): Promise<Setting<T>> {
  const answer = await ask({ method: 'GET', query: { [name]: '' } });
  const kind = kindOf(answer);
  if (kind !== 'set') return { kind };
  // Swift answers a sub-resource that it does not know with the plain call: a listing.
  const root = roots.find((each) => answer.text.includes(`<${each}`));
  if (root === undefined) return { kind: 'unknown' };
  const node = child(await parseXml(answer.text), root);
  return node === null ? { kind: 'none' } : { kind: 'set', value: read(node, answer.text) };
}

const texts = (node: XmlNode, name: string) =>
  children(node, name).filter((value): value is string => typeof value === 'string');

function readCors(node: XmlNode): CorsRule[] {
  return children(node, 'CORSRule').map((rule) => ({
    allowedOrigins: texts(rule, 'AllowedOrigin'),
    allowedMethods: texts(rule, 'AllowedMethod'),
    allowedHeaders: texts(rule, 'AllowedHeader'),
    exposeHeaders: texts(rule, 'ExposeHeader'),
    maxAgeSeconds: Number(textOf(rule, 'MaxAgeSeconds') ?? 0),
  }));
}

/** The second is what Ceph 16 calls it. */
const accessBlockRoots = ['PublicAccessBlockConfiguration', 'BlockPublicAccessBlockConfiguration'];
const blockNames = ['IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'];

/** The groups of an access list that stand for people outside: everybody, or everybody with an account somewhere. */
function readPublicGrants(text: string): string[] {
  const groups = [...text.matchAll(/<URI>\s*([^<]*?)\s*<\/URI>/g)].map(
    (match) => match[1]!.split('/').pop()!,
  );
  return [...new Set(groups.filter((group) => group === 'AllUsers' || group === 'AuthenticatedUsers'))];
}

async function readPolicy(ask: AskStore): Promise<Setting<PolicyDocument>> {
  const answer = await ask({ method: 'GET', query: { policy: '' } });
  const kind = kindOf(answer);
  if (kind !== 'set') return { kind };
  if (answer.text.trim() === '') return { kind: 'none' };
  const policy = parsePolicyDocument(answer.text);
  return policy === null ? { kind: 'unknown' } : { kind: 'set', value: policy };
}

/** Reads every setting that the doctor judges and `setup` changes. */
export async function readBucketState(ask: AskStore, exists: boolean): Promise<BucketState> {
  if (!exists) return absent;
  const [cors, lifecycle, policy, accessBlock, publicGrants, versioning] = await Promise.all([
    readXmlSetting(ask, 'cors', ['CORSConfiguration'], readCors),
    readXmlSetting(ask, 'lifecycle', ['LifecycleConfiguration'], parseLifecycleRules),
    readPolicy(ask),
    readXmlSetting(ask, 'publicAccessBlock', accessBlockRoots, (node) => ({
      isComplete: blockNames.every((name) => textOf(node, name) === 'true'),
      blocksAcls: textOf(node, 'BlockPublicAcls') === 'true',
    })),
    readXmlSetting(ask, 'acl', ['AccessControlPolicy'], (_node, text) => readPublicGrants(text)),
    readXmlSetting(
      ask,
      'versioning',
      ['VersioningConfiguration'],
      (node) => textOf(node, 'Status') ?? 'none',
    ),
  ]);
  const state = versioning.kind === 'set' ? versioning.value : versioning.kind;
  return {
    exists,
    cors,
    lifecycle,
    policy,
    accessBlock,
    publicGrants,
    versioning: state === 'Enabled' || state === 'Suspended' || state === 'none' ? state : 'unknown',
  };
}
