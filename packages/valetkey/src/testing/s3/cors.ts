import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Bucket } from './openStore.ts';
import type { Personality } from './personalities.ts';
import { StoreError } from './StoreError.ts';
import { childrenOf, parseXml, textOf, textsOf } from './xml.ts';

export type CorsRule = {
  allowedOrigins: string[];
  allowedMethods: string[];
  allowedHeaders: string[];
  exposeHeaders: string[];
  maxAgeSeconds: number | undefined;
};

const methods = ['GET', 'PUT', 'POST', 'DELETE', 'HEAD'];
const oneStar = (text: string) => text.indexOf('*') === text.lastIndexOf('*');

/** @throws `MalformedXML` or `InvalidRequest` for a configuration that S3 refuses. */
export function parseCors(document: Buffer): CorsRule[] {
  const root = parseXml(document, 'CORSConfiguration');
  const rules = childrenOf(root, 'CORSRule').map((node) => {
    const maxAge = textOf(node, 'MaxAgeSeconds');
    return {
      allowedOrigins: textsOf(node, 'AllowedOrigin'),
      allowedMethods: textsOf(node, 'AllowedMethod'),
      allowedHeaders: textsOf(node, 'AllowedHeader'),
      exposeHeaders: textsOf(node, 'ExposeHeader'),
      maxAgeSeconds: maxAge === undefined ? undefined : Number(maxAge),
    };
  });
  if (rules.length === 0 || rules.length > 100) throw new StoreError('MalformedXML');
  for (const rule of rules) {
    if (rule.allowedOrigins.length === 0 || rule.allowedMethods.length === 0)
      throw new StoreError('MalformedXML');
    const wrong = rule.allowedMethods.find((method) => !methods.includes(method));
    if (wrong !== undefined) {
      throw new StoreError(
        'InvalidRequest',
        `Found unsupported HTTP method in CORS config. Unsupported method is ${wrong}`,
      );
    }
    if (![...rule.allowedOrigins, ...rule.allowedHeaders].every(oneStar)) {
      throw new StoreError(
        'InvalidRequest',
        'AllowedOrigin and AllowedHeader can not have more than one wildcard.',
      );
    }
    if (rule.maxAgeSeconds !== undefined && !Number.isInteger(rule.maxAgeSeconds))
      throw new StoreError('MalformedXML');
  }
  return rules;
}

const parsed = new WeakMap<Bucket, { text: string; rules: CorsRule[] }>();

/** What a store whose CORS is a setting of its operator usually allows: everything. */
const operatorRules: CorsRule[] = [
  {
    allowedOrigins: ['*'],
    allowedMethods: methods,
    allowedHeaders: ['*'],
    exposeHeaders: ['ETag', 'x-amz-request-id', 'x-amz-version-id'],
    maxAgeSeconds: undefined,
  },
];

/** The rules for a bucket, parsed once per change. */
export function corsRulesOf(bucket: Bucket | undefined, { bucketCors }: Personality): CorsRule[] | null {
  if (!bucketCors) return operatorRules;
  const text = bucket?.settings.get('cors');
  if (bucket === undefined || text === undefined) return null;
  const before = parsed.get(bucket);
  if (before?.text === text) return before.rules;
  const rules = parseCors(Buffer.from(text));
  parsed.set(bucket, { text, rules });
  return rules;
}

function matches(pattern: string, value: string): boolean {
  const star = pattern.indexOf('*');
  if (star === -1) return pattern === value;
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return value.length >= head.length + tail.length && value.startsWith(head) && value.endsWith(tail);
}

type Asked = { origin: string; method: string; headers: string[] };

function findRule(rules: CorsRule[], asked: Asked): { rule: CorsRule; anyOrigin: boolean } | null {
  for (const rule of rules) {
    const origin = rule.allowedOrigins.find((pattern) => matches(pattern, asked.origin));
    if (origin === undefined || !rule.allowedMethods.includes(asked.method)) continue;
    const allowed = rule.allowedHeaders.map((header) => header.toLowerCase());
    if (asked.headers.every((header) => allowed.some((pattern) => matches(pattern, header)))) {
      return { rule, anyOrigin: origin === '*' };
    }
  }
  return null;
}

function setHeaders(res: ServerResponse, found: { rule: CorsRule; anyOrigin: boolean }, origin: string) {
  const { rule, anyOrigin } = found;
  res.setHeader('access-control-allow-origin', anyOrigin ? '*' : origin);
  res.setHeader('access-control-allow-methods', rule.allowedMethods.join(', '));
  if (rule.exposeHeaders.length > 0)
    res.setHeader('access-control-expose-headers', rule.exposeHeaders.join(', '));
  if (rule.maxAgeSeconds !== undefined) res.setHeader('access-control-max-age', String(rule.maxAgeSeconds));
  if (!anyOrigin) res.setHeader('access-control-allow-credentials', 'true');
  res.setHeader('vary', 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method');
}

/** Puts CORS headers on the coming answer, whatever it will be, when a rule allows its origin and method. */
export function applyCors(req: IncomingMessage, res: ServerResponse, rules: CorsRule[] | null): void {
  const { origin } = req.headers;
  if (!rules || origin === undefined) return;
  const found = findRule(rules, { origin, method: req.method ?? '', headers: [] });
  if (found) setHeaders(res, found, origin);
}

export function removeCors(res: ServerResponse): void {
  for (const name of res.getHeaderNames()) if (name.startsWith('access-control-')) res.removeHeader(name);
}

/** Answers a preflight. @throws `AccessForbidden` when no rule allows what it asks. */
export function answerPreflight(req: IncomingMessage, res: ServerResponse, rules: CorsRule[] | null): void {
  const { origin } = req.headers;
  const method = req.headers['access-control-request-method'];
  if (origin === undefined) {
    throw new StoreError('BadRequest', 'Insufficient information. Origin request header needed.');
  }
  if (method === undefined) throw new StoreError('BadRequest', 'Invalid Access-Control-Request-Method: null');
  if (!rules) throw new StoreError('AccessForbidden', 'CORSResponse: CORS is not enabled for this bucket.');
  const asked = req.headers['access-control-request-headers'] ?? '';
  const headers = asked
    .split(',')
    .map((header) => header.trim().toLowerCase())
    .filter((header) => header !== '');
  const found = findRule(rules, { origin, method, headers });
  if (!found) throw new StoreError('AccessForbidden');
  setHeaders(res, found, origin);
  if (headers.length > 0) res.setHeader('access-control-allow-headers', headers.join(', '));
}
