import type { ServerCredential } from './authenticate.ts';
import type { Personality } from './personalities.ts';
import { StoreError } from './StoreError.ts';
import { hmac, parseAmzDate, parseCredential, signaturesMatch, signingKey } from './sigV4.ts';

export type PolicyInput = {
  /** Lower-case names. */
  fields: ReadonlyMap<string, string>;
  bucket: string;
  region: string;
  credentials: ReadonlyMap<string, ServerCredential>;
  personality: Personality;
  now: number;
};

/** Fields that no condition needs to name. */
const freeFields = new Set(['policy', 'x-amz-signature', 'file']);

/** Verifies signature, expiry and every condition; returns the range that the file's size must be in. */
export function verifyPostPolicy(input: PolicyInput): {
  minimum: number;
  maximum: number;
  credential: ServerCredential;
} {
  const { fields } = input;
  const encoded = fields.get('policy');
  if (encoded === undefined) {
    if (fields.has('x-amz-signature'))
      throw new StoreError('InvalidArgument', 'Bucket POST must contain a field named policy.');
    throw new StoreError('AccessDenied');
  }
  const credential = verifySignature(input, encoded);
  const policy = parsePolicy(encoded);
  if (policy.expiration <= input.now)
    throw new StoreError('AccessDenied', 'Invalid according to Policy: Policy expired.');
  const range = checkConditions(policy.conditions, input);
  return { ...range, credential };
}

function verifySignature(input: PolicyInput, encoded: string): ServerCredential {
  const field = (name: string) => {
    const value = input.fields.get(name);
    if (value === undefined)
      throw new StoreError('InvalidArgument', `Bucket POST must contain a field named ${name}.`);
    return value;
  };
  if (field('x-amz-algorithm') !== 'AWS4-HMAC-SHA256')
    throw new StoreError('InvalidArgument', 'x-amz-algorithm is not supported.');
  const scope = parseCredential(field('x-amz-credential'));
  const amzDate = field('x-amz-date');
  if (scope?.service !== 's3' || parseAmzDate(amzDate) === null || amzDate.slice(0, 8) !== scope.date) {
    throw new StoreError('InvalidArgument', 'x-amz-credential or x-amz-date is malformed.');
  }
  if (input.personality.checksRegion && scope.region !== input.region) {
    throw new StoreError(
      'AuthorizationQueryParametersError',
      `The region '${scope.region}' is wrong; expecting '${input.region}'.`,
    );
  }
  const credential = input.credentials.get(scope.accessKeyId);
  if (!credential) throw new StoreError('InvalidAccessKeyId');
  const expected = hmac(signingKey(credential.secretAccessKey, scope), encoded).toString('hex');
  if (!signaturesMatch(expected, field('x-amz-signature'))) throw new StoreError('SignatureDoesNotMatch');
  return credential;
}

function parsePolicy(encoded: string): { expiration: number; conditions: unknown[] } {
  let document: unknown;
  try {
    document = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'));
  } catch {
    throw new StoreError('InvalidPolicyDocument', 'Invalid Policy: Invalid JSON.');
  }
  const { expiration, conditions } = (document ?? {}) as { expiration?: unknown; conditions?: unknown };
  const time = typeof expiration === 'string' ? Date.parse(expiration) : Number.NaN;
  if (Number.isNaN(time) || !Array.isArray(conditions)) {
    throw new StoreError('InvalidPolicyDocument', 'Invalid Policy: expiration or conditions are missing.');
  }
  return { expiration: time, conditions };
}

function checkConditions(
  conditions: unknown[],
  { fields, bucket }: PolicyInput,
): { minimum: number; maximum: number } {
  let minimum = 0;
  let maximum = Number.POSITIVE_INFINITY;
  const named = new Set<string>();
  const sentValue = (name: string) => (name === 'bucket' ? bucket : fields.get(name));
  const failed = (condition: unknown) =>
    new StoreError(
      'AccessDenied',
      `Invalid according to Policy: Policy Condition failed: ${JSON.stringify(condition)}`,
    );
  const checkOne = (operator: string, name: string, expected: string, condition: unknown) => {
    const lower = name.toLowerCase();
    named.add(lower);
    const value = sentValue(lower);
    if (value === undefined) throw failed(condition);
    if (operator === 'eq' && value !== expected) throw failed(condition);
    if (operator === 'starts-with') {
      // A Content-Type field may list several types; each must begin so.
      const values = lower === 'content-type' ? value.split(',') : [value];
      if (!values.every((each) => each.startsWith(expected))) throw failed(condition);
    }
  };
  for (const condition of conditions) {
    if (Array.isArray(condition)) {
      const [operator, a, b] = condition as unknown[];
      const name = typeof operator === 'string' ? operator.toLowerCase() : '';
      if (name === 'content-length-range' && isSize(a) && isSize(b) && condition.length === 3) {
        minimum = Math.max(minimum, Number(a));
        maximum = Math.min(maximum, Number(b));
      } else if (
        (name === 'eq' || name === 'starts-with') &&
        typeof a === 'string' &&
        a.startsWith('$') &&
        typeof b === 'string'
      ) {
        checkOne(name, a.slice(1), b, condition);
      } else throw new StoreError('InvalidPolicyDocument', 'Invalid Policy: a condition is malformed.');
    } else if (condition !== null && typeof condition === 'object') {
      for (const [name, expected] of Object.entries(condition)) {
        if (typeof expected !== 'string')
          throw new StoreError('InvalidPolicyDocument', 'Invalid Policy: a condition is malformed.');
        checkOne('eq', name, expected, condition);
      }
    } else throw new StoreError('InvalidPolicyDocument', 'Invalid Policy: a condition is malformed.');
  }
  for (const name of fields.keys()) {
    if (!freeFields.has(name) && !name.startsWith('x-ignore-') && !named.has(name)) {
      throw new StoreError('AccessDenied', `Invalid according to Policy: Extra input fields: ${name}`);
    }
  }
  return { minimum, maximum };
}

const isSize = (value: unknown) => /^\d{1,15}$/.test(String(value));
