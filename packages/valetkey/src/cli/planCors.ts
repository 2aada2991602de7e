import type { CorsRule, StoreConfig } from '../s3/index.ts';

/** Headers that a client of ours sends to the store, by method. */
export function requestHeadersOf(
  method: 'PUT' | 'POST' | 'GET',
  config: Pick<StoreConfig, 'serverSideEncryption'>,
): string[] {
  if (method === 'POST') return [];
  if (method === 'GET') return ['range'];
  const { serverSideEncryption: encryption } = config;
  return [
    'content-type',
    'if-none-match',
    'x-amz-checksum-sha256',
    ...(encryption === undefined ? [] : ['x-amz-server-side-encryption']),
    ...(encryption?.algorithm === 'aws:kms' && encryption.kmsKeyId !== undefined
      ? ['x-amz-server-side-encryption-aws-kms-key-id']
      : []),
  ];
}

/** What browsers of the app need: uploads by POST and PUT, downloads, and the ETag of a part. */
export function corsRuleFor(
  origins: string | readonly string[],
  config: Pick<StoreConfig, 'serverSideEncryption'> = {},
): CorsRule {
  const [contentType, ifNoneMatch, ...others] = requestHeadersOf('PUT', config);
  return {
    allowedOrigins: [origins].flat(),
    // All methods in one rule: Ceph looks only at the first rule that matches the origin.
    allowedMethods: ['GET', 'PUT', 'POST', 'HEAD'],
    allowedHeaders: [contentType!, ifNoneMatch!, 'range', ...others],
    exposeHeaders: ['ETag', 'x-amz-checksum-sha256'],
    maxAgeSeconds: 600,
  };
}

const isSameSet = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length &&
  new Set([...a, ...b].map((value) => value.toLowerCase())).size ===
    new Set(a.map((value) => value.toLowerCase())).size;

function isSameRule(a: CorsRule, b: CorsRule): boolean {
  return (
    isSameSet(a.allowedOrigins, b.allowedOrigins) &&
    isSameSet(a.allowedMethods, b.allowedMethods) &&
    isSameSet(a.allowedHeaders, b.allowedHeaders) &&
    isSameSet(a.exposeHeaders, b.exposeHeaders) &&
    a.maxAgeSeconds === b.maxAgeSeconds
  );
}

export type CorsPlan = {
  /** The rules to write; `null` when they are there already. */
  rules: CorsRule[] | null;
  warnings: string[];
};

/** Puts the app's rule first and leaves the rules of other origins as they are. */
export function planCors(
  existing: readonly CorsRule[],
  origins: string | readonly string[],
  config: Pick<StoreConfig, 'serverSideEncryption'> = {},
): CorsPlan {
  const own = corsRuleFor(origins, config);
  const isOurs = (origin: string) => own.allowedOrigins.includes(origin);
  const others = existing.flatMap((rule) => {
    const allowedOrigins = rule.allowedOrigins.filter((origin) => !isOurs(origin));
    return allowedOrigins.length === 0 ? [] : [{ ...rule, allowedOrigins }];
  });
  const warnings = others
    .filter((rule) => rule.allowedOrigins.includes('*'))
    .map(
      () =>
        'Another CORS rule of the bucket allows every origin (*). Remove it unless something else needs it.',
    );
  const first = existing[0];
  const isThere =
    first !== undefined &&
    isSameRule(first, own) &&
    existing.slice(1).every((rule) => !rule.allowedOrigins.some(isOurs));
  return { rules: isThere ? null : [own, ...others], warnings };
}
