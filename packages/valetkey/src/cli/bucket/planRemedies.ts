import { ValetKeyError } from '../../protocol/index.ts';
import { createBucketClient, S3Error, type StoreConfig } from '../../s3/index.ts';
import { md5Base64 } from '../../s3/md5.ts';
import { planCors } from '../planCors.ts';
import type { AskStore, Outside } from './askStore.ts';
import { lifecycleDocument, needsLifecycle } from './planLifecycle.ts';
import { hasDenyStatements, mergePolicy, publicStatements } from './planPolicy.ts';
import type { BucketState } from './readBucketState.ts';
import { tryWriting } from './tryWriting.ts';

export type RemedyName = 'bucket' | 'accessBlock' | 'acl' | 'policy' | 'cors' | 'lifecycle';

/** One change of the bucket, told before it is made. */
export type Remedy = {
  name: RemedyName;
  text: string;
  apply(): Promise<void>;
  /** A store that refuses it is told about, and the rest goes on. */
  isOptional: boolean;
};

type Input = {
  config: StoreConfig;
  origins: readonly string[];
  state: BucketState;
  /** Whether objects can be written as the bucket is now. */
  isWritable: boolean;
  ask: AskStore;
  outside: Outside;
};

async function putSetting(ask: AskStore, name: string, body: string, contentType: string): Promise<void> {
  const answer = await ask({
    method: 'PUT',
    query: { [name]: '' },
    headers: { 'content-type': contentType, 'content-md5': md5Base64(body) },
    body,
  });
  if (answer.status >= 200 && answer.status < 300) return;
  const cause = new S3Error(answer.code ?? `Http${answer.status}`, answer.status);
  throw new ValetKeyError(
    'STORE_UNAVAILABLE',
    `${cause.message} to a change of ?${name}. ${
      answer.status === 403
        ? "These credentials may not configure the bucket: use an administrator's for this one command."
        : 'The store may have no such setting.'
    }`,
    { cause },
  );
}

const accessBlockDocument = (blocksAcls: boolean) =>
  `<PublicAccessBlockConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><BlockPublicAcls>${blocksAcls}</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>`;

/** What would make the bucket right, in the order in which it is to be done; what is right already is not in it. */
export function planRemedies(input: Input): Remedy[] {
  const { config, origins, state, isWritable, ask, outside } = input;
  const client = createBucketClient(config, { fetch: outside.fetch, clock: outside.clock });
  const { signal } = outside;
  const remedies: Remedy[] = [];
  const add = (name: RemedyName, text: string, isOptional: boolean, apply: () => Promise<void>) =>
    remedies.push({ name, text, isOptional, apply });

  if (!state.exists) {
    add(
      'bucket',
      `create the bucket "${config.bucket}" at ${config.endpoint} (region ${config.region})`,
      false,
      () => client.createBucket({ signal }),
    );
  }
  const { accessBlock, publicGrants, policy, lifecycle, cors } = state;
  const isShutOut = accessBlock.kind === 'set' && accessBlock.value.blocksAcls && !isWritable;
  if (
    accessBlock.kind === 'none' ||
    (accessBlock.kind === 'set' && !accessBlock.value.isComplete) ||
    isShutOut
  ) {
    add(
      'accessBlock',
      isShutOut
        ? 'block public access without BlockPublicAcls, with which this store refuses every upload'
        : 'block public access to the bucket, where the store knows that',
      true,
      async () => {
        await putSetting(ask, 'publicAccessBlock', accessBlockDocument(true), 'application/xml');
        if (await tryWriting(config, outside)) return;
        // Ceph 16 then refuses every PutObject, also of private objects. IgnorePublicAcls makes up for it.
        await putSetting(ask, 'publicAccessBlock', accessBlockDocument(false), 'application/xml');
        if (await tryWriting(config, outside)) return;
        await putSetting(ask, 'publicAccessBlock', accessBlockDocument(true), 'application/xml');
      },
    );
  }
  if (publicGrants.kind === 'set' && publicGrants.value.length > 0) {
    add(
      'acl',
      `make its access list private (it names ${publicGrants.value.join(' and ')})`,
      false,
      async () => {
        const answer = await ask({ method: 'PUT', query: { acl: '' }, headers: { 'x-amz-acl': 'private' } });
        if (answer.status >= 300) {
          throw new ValetKeyError(
            'STORE_UNAVAILABLE',
            `The store answered ${answer.status} ${answer.code ?? ''} to a change of ?acl.`,
          );
        }
      },
    );
  }
  const document = policy.kind === 'set' ? policy.value : null;
  const open = publicStatements(document);
  if (
    policy.kind === 'none' ||
    (policy.kind === 'set' && (open.length > 0 || !hasDenyStatements(document, config.bucket)))
  ) {
    add(
      'policy',
      [
        ...(open.length > 0
          ? [`take ${open.length} statement(s) that give everybody access out of its policy`]
          : []),
        'deny the headers x-amz-acl and x-amz-grant-*, and x-amz-copy-source under incoming/, by its policy',
      ].join(' and '),
      open.length === 0,
      () =>
        putSetting(ask, 'policy', JSON.stringify(mergePolicy(document, config.bucket)), 'application/json'),
    );
  }
  const plan = planCors(cors.kind === 'set' ? cors.value : [], origins, config);
  if ((cors.kind === 'set' || cors.kind === 'none') && plan.rules !== null) {
    const { rules } = plan;
    add('cors', `set its CORS rule for ${origins.join(', ')} (GET, PUT, POST, HEAD)`, true, () =>
      client.putBucketCors({ rules, signal }),
    );
  }
  const rules = lifecycle.kind === 'set' ? lifecycle.value : [];
  const isVersioned = state.versioning === 'Enabled' || state.versioning === 'Suspended';
  if ((lifecycle.kind === 'set' || lifecycle.kind === 'none') && needsLifecycle(rules, isVersioned)) {
    add(
      'lifecycle',
      `let the store abort unfinished multipart uploads after 8 days and expire incoming/ after 2${isVersioned ? ', and remove old versions after 30' : ''}`,
      true,
      () => putSetting(ask, 'lifecycle', lifecycleDocument(rules, isVersioned), 'application/xml'),
    );
  }
  return remedies;
}
