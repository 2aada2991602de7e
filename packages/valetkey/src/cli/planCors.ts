import type { CorsRule } from '../s3/index.ts';

/** What browsers of the app need: uploads by POST and PUT, downloads, and the ETag of a part. */
export function corsRuleFor(appOrigin: string): CorsRule {
  return {
    allowedOrigins: [appOrigin],
    // All methods in one rule: Ceph looks only at the first rule that matches the origin.
    allowedMethods: ['GET', 'PUT', 'POST', 'HEAD'],
    allowedHeaders: ['content-type', 'if-none-match', 'range', 'x-amz-checksum-sha256'],
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
    a.allowedOrigins.length === 1 &&
    a.allowedOrigins[0] === b.allowedOrigins[0] &&
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
export function planCors(existing: readonly CorsRule[], appOrigin: string): CorsPlan {
  const own = corsRuleFor(appOrigin);
  const others = existing.flatMap((rule) => {
    const allowedOrigins = rule.allowedOrigins.filter((origin) => origin !== appOrigin);
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
    existing.slice(1).every((rule) => !rule.allowedOrigins.includes(appOrigin));
  return { rules: isThere ? null : [own, ...others], warnings };
}
