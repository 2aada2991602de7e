/** A statement of an access policy in the language of Amazon, which Ceph, MinIO and Wasabi speak too. */
export type PolicyStatement = {
  Sid?: string;
  Effect?: string;
  Principal?: unknown;
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  Condition?: Record<string, Record<string, unknown>>;
};

export type PolicyDocument = { Version?: string; Id?: string; Statement: PolicyStatement[] };

export function parsePolicyDocument(text: string): PolicyDocument | null {
  try {
    const policy = JSON.parse(text) as { Statement?: unknown } & PolicyDocument;
    const all: unknown = policy?.Statement;
    if (all === undefined || all === null || typeof all !== 'object') return null;
    return { ...policy, Statement: Array.isArray(all) ? all : [all as PolicyStatement] };
  } catch {
    return null;
  }
}

const deniedOnEveryKey = {
  Acl: 's3:x-amz-acl',
  GrantRead: 's3:x-amz-grant-read',
  GrantWrite: 's3:x-amz-grant-write',
  GrantReadAcp: 's3:x-amz-grant-read-acp',
  GrantWriteAcp: 's3:x-amz-grant-write-acp',
  GrantFullControl: 's3:x-amz-grant-full-control',
};

const sidPrefix = 'ValetKeyDeny';

/**
 * Denies the headers that make a presigned PUT do something else. Needed where a store executes unsigned ones, harmless elsewhere.
 * Copying is denied where clients may write and nowhere else: settling an upload copies it to `files/`.
 */
export function denyStatements(bucket: string): PolicyStatement[] {
  const deny = (sid: string, resource: string, header: string): PolicyStatement => ({
    Sid: `${sidPrefix}${sid}`,
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:PutObject',
    Resource: `arn:aws:s3:::${bucket}/${resource}`,
    // `?*`, any text at all: with `*` Ceph also denies requests that have no such header.
    Condition: { StringLike: { [header]: '?*' } },
  });
  return [
    ...Object.entries(deniedOnEveryKey).map(([sid, header]) => deny(sid, '*', header)),
    deny('CopySource', 'incoming/*', 's3:x-amz-copy-source'),
  ];
}

/** Whether the policy has all of our statements, word for word. */
export function hasDenyStatements(policy: PolicyDocument | null, bucket: string): boolean {
  const canonical = ({ Sid, Effect, Action, Resource, Condition }: PolicyStatement) =>
    JSON.stringify([
      Sid,
      Effect,
      [Action].flat(),
      [Resource].flat(),
      Object.entries(Condition ?? {}).map(([operator, keys]) => [
        operator,
        Object.entries(keys).map(([key, value]) => [key, [value].flat()]),
      ]),
    ]);
  const there = new Set((policy?.Statement ?? []).map(canonical));
  return denyStatements(bucket).every((statement) => there.has(canonical(statement)));
}

function isEverybody(principal: unknown): boolean {
  if (principal === '*') return true;
  if (typeof principal !== 'object' || principal === null) return false;
  return [(principal as { AWS?: unknown }).AWS].flat().includes('*');
}

/** Statements that give something to everybody. */
export function publicStatements(policy: PolicyDocument | null): PolicyStatement[] {
  return (policy?.Statement ?? []).filter(
    ({ Effect, Principal }) => Effect === 'Allow' && isEverybody(Principal),
  );
}

/** Our statements, and of the others those that give nothing to everybody. */
export function mergePolicy(policy: PolicyDocument | null, bucket: string): PolicyDocument {
  const others = (policy?.Statement ?? []).filter(
    (statement) => !statement.Sid?.startsWith(sidPrefix) && !publicStatements(policy).includes(statement),
  );
  return { ...policy, Version: '2012-10-17', Statement: [...others, ...denyStatements(bucket)] };
}
