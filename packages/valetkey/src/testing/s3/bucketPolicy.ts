import type { ObjectContext, RequestContext } from './RequestContext.ts';
import { StoreError } from './StoreError.ts';
import { parseXml, textOf } from './xml.ts';

type Statement = {
  effect: 'Allow' | 'Deny';
  everyone: boolean;
  actions: string[];
  resources: string[];
  conditions: [operator: string, key: string, values: string[]][];
};

/** How each operator judges a value; the own value is `undefined` when the request has none. */
const operators: Readonly<Record<string, (own: string | undefined, values: string[]) => boolean>> = {
  Null: (own, values) => values.includes(String(own === undefined)),
  Bool: (own, values) => own !== undefined && values.includes(own),
  StringEquals: (own, values) => own !== undefined && values.includes(own),
  StringNotEquals: (own, values) => own === undefined || !values.includes(own),
  StringLike: (own, values) => own !== undefined && values.some((value) => like(value, own)),
  StringNotLike: (own, values) => own === undefined || !values.some((value) => like(value, own)),
};

const list = (value: unknown): string[] =>
  (Array.isArray(value) ? value : value === undefined ? [] : [value]).map((each) => String(each));

/** @throws `MalformedPolicy` */
export function parsePolicy(document: Buffer): Statement[] {
  let policy: unknown;
  try {
    policy = JSON.parse(document.toString('utf8'));
  } catch {
    throw new StoreError('MalformedPolicy', 'Policies must be valid JSON and the first byte must be {');
  }
  const statements = (policy as { Statement?: unknown } | null)?.Statement;
  const all = Array.isArray(statements) ? statements : statements ? [statements] : [];
  if (all.length === 0) throw new StoreError('MalformedPolicy', 'Missing required field Statement');
  return all.map((raw: Record<string, unknown>) => {
    const effect = raw.Effect;
    const actions = list(raw.Action);
    const resources = list(raw.Resource);
    if ((effect !== 'Allow' && effect !== 'Deny') || actions.length === 0 || resources.length === 0) {
      throw new StoreError('MalformedPolicy', 'A statement needs Effect, Action and Resource');
    }
    const principal = raw.Principal as string | { AWS?: unknown } | undefined;
    const who = typeof principal === 'string' ? [principal] : list(principal?.AWS);
    const conditions = Object.entries(
      (raw.Condition ?? {}) as Record<string, Record<string, unknown>>,
    ).flatMap(([operator, keys]) => {
      // A condition that is not understood could only be guessed at, and a Deny that does not deny is worse than none.
      if (!Object.hasOwn(operators, operator.replace(/IfExists$/, ''))) {
        throw new StoreError('MalformedPolicy', `The condition operator ${operator} is not known here.`);
      }
      return Object.entries(keys).map(([key, values]): [string, string, string[]] => [
        operator,
        key.toLowerCase(),
        list(values),
      ]);
    });
    return { effect, everyone: who.includes('*'), actions, resources, conditions };
  });
}

/** `*` any run, `?` any one character. */
function like(pattern: string, value: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 's').test(value);
}

function holds([operator, key, values]: Statement['conditions'][number], context: RequestContext): boolean {
  const own = key.startsWith('s3:x-amz-')
    ? context.header(key.slice(3))
    : key === 'aws:securetransport'
      ? 'false'
      : key === 's3:prefix'
        ? context.target.query.get('prefix')
        : key === 'aws:referer'
          ? context.header('referer')
          : undefined;
  if (operator.endsWith('IfExists') && own === undefined) return true;
  return operators[operator.replace(/IfExists$/, '')]?.(own, values) ?? false;
}

/** Whether a policy lets everybody in: an Allow for anyone, under no condition. */
export const isPublicPolicy = (document: string): boolean =>
  parsePolicy(Buffer.from(document)).some(
    ({ effect, everyone, conditions }) => effect === 'Allow' && everyone && conditions.length === 0,
  );

/** One of the four switches of a bucket's public access block. */
export function blocksPublic(bucket: ObjectContext['bucket'], name: string): boolean {
  const document = bucket.settings.get('publicAccessBlock');
  if (document === undefined) return false;
  const root = parseXml(Buffer.from(document), 'PublicAccessBlockConfiguration');
  return textOf(root, name)?.trim().toLowerCase() === 'true';
}

/** What the bucket's policy says: `deny` beats `allow`; without a word it is `none`. */
export function evaluatePolicy(
  context: ObjectContext | (RequestContext & { bucket: ObjectContext['bucket'] }),
  operation: string,
): 'allow' | 'deny' | 'none' {
  const text = context.bucket.settings.get('policy');
  if (text === undefined) return 'none';
  const { key } = context.target;
  const resource = `arn:aws:s3:::${context.bucket.name}${key === null ? '' : `/${key}`}`;
  let verdict: 'allow' | 'none' = 'none';
  for (const statement of parsePolicy(Buffer.from(text))) {
    if (!statement.everyone) continue;
    if (!statement.actions.some((action) => like(action.toLowerCase(), `s3:${operation}`.toLowerCase())))
      continue;
    if (!statement.resources.some((pattern) => like(pattern, resource))) continue;
    if (!statement.conditions.every((condition) => holds(condition, context))) continue;
    if (statement.effect === 'Deny') return 'deny';
    verdict = 'allow';
  }
  return verdict;
}
