import type { Query } from './parseTarget.ts';
import { hasToBeSigned, type Personality } from './personalities.ts';
import { StoreError } from './StoreError.ts';
import {
  type CredentialScope,
  canonicalRequest,
  hmac,
  parseAmzDate,
  parseCredential,
  type RawHeaders,
  signaturesMatch,
  signingKey,
  stringToSign,
  unsignedPayload,
} from './sigV4.ts';

/** A key pair that the server accepts, and what it may do. */
export type ServerCredential = {
  accessKeyId: string;
  secretAccessKey: string;
  /** `write` may create and abort uploads and write objects, and neither read nor delete. @default 'full' */
  access?: 'full' | 'write' | 'read';
};

/** How the body is proven. */
export type PayloadProof =
  | { kind: 'unsigned' }
  | { kind: 'hash'; sha256: string }
  | {
      kind: 'chunks';
      signed: null | { key: Buffer; amzDate: string; scope: CredentialScope; seed: string };
      trailer: boolean;
    };

export type Authenticated = { credential: ServerCredential; form: 'header' | 'query'; payload: PayloadProof };

export type AuthenticateInput = {
  method: string;
  rawPath: string;
  query: Query;
  headers: RawHeaders;
  credentials: ReadonlyMap<string, ServerCredential>;
  region: string;
  personality: Personality;
  /** Milliseconds. */
  now: number;
};

const allowedSkew = 15 * 60 * 1000;
const longestExpiry = 604_800;

/** `null` for a request without any signature. @throws the code that S3 gives for the flaw. */
export function authenticate(input: AuthenticateInput): Authenticated | null {
  const { query, headers } = input;
  const authorization = headers.get('authorization');
  if (query.has('X-Amz-Algorithm') || query.has('X-Amz-Signature') || query.has('X-Amz-Credential')) {
    if (authorization) throw new StoreError('InvalidArgument', 'Only one auth mechanism allowed.');
    return authenticateQuery(input);
  }
  if (query.has('Signature') && query.has('AWSAccessKeyId')) {
    throw new StoreError('AccessDenied', 'Signature Version 2 is not accepted. Please use AWS4-HMAC-SHA256.');
  }
  return authorization ? authenticateHeader(input, authorization.join(',')) : null;
}

function credentialOf(input: AuthenticateInput, scope: CredentialScope): ServerCredential {
  const credential = input.credentials.get(scope.accessKeyId);
  if (!credential)
    throw new StoreError('InvalidAccessKeyId', undefined, { details: { AWSAccessKeyId: scope.accessKeyId } });
  return credential;
}

function checkScope(
  input: AuthenticateInput,
  scope: CredentialScope,
  code: 'AuthorizationHeaderMalformed' | 'AuthorizationQueryParametersError',
) {
  if (scope.service !== 's3') {
    throw new StoreError(code, `Error parsing the credential: incorrect service "${scope.service}".`);
  }
  if (input.personality.checksRegion && scope.region !== input.region) {
    throw new StoreError(code, `The region '${scope.region}' is wrong; expecting '${input.region}'.`, {
      details: { Region: input.region },
    });
  }
}

function checkSignedHeaders(
  input: AuthenticateInput,
  signedHeaders: readonly string[],
  mayBeUnsigned?: string,
) {
  if (!signedHeaders.includes('host')) {
    throw new StoreError('SignatureDoesNotMatch', 'The signed headers must contain host.');
  }
  const missing = signedHeaders.filter((name) => !input.headers.has(name));
  if (missing.length > 0) {
    throw new StoreError('SignatureDoesNotMatch', undefined, {
      details: { MissingHeaders: missing.join(', ') },
    });
  }
  const unsigned = [...input.headers.keys()].filter(
    (name) =>
      hasToBeSigned(input.personality, name) && !signedHeaders.includes(name) && name !== mayBeUnsigned,
  );
  if (unsigned.length > 0) {
    throw new StoreError('AccessDenied', 'There were headers present in the request which were not signed', {
      details: { HeadersNotSigned: unsigned.join(', ') },
    });
  }
}

type Claim = {
  scope: CredentialScope;
  amzDate: string;
  signedHeaders: string[];
  signature: string;
  payloadHash: string;
};

/** Compares the signature; returns the credential and the signing key. */
function verify(input: AuthenticateInput, claim: Claim) {
  const credential = credentialOf(input, claim.scope);
  const canonical = canonicalRequest({
    ...input,
    signedHeaders: claim.signedHeaders,
    payloadHash: claim.payloadHash,
  });
  const toSign = stringToSign(claim.amzDate, claim.scope, canonical);
  const key = signingKey(credential.secretAccessKey, claim.scope);
  if (!signaturesMatch(hmac(key, toSign).toString('hex'), claim.signature)) {
    throw new StoreError('SignatureDoesNotMatch', undefined, {
      details: {
        AWSAccessKeyId: claim.scope.accessKeyId,
        StringToSign: toSign,
        // What the server signed is what a developer needs; the signature that it expected stays secret.
        CanonicalRequest: canonical.replace(/(X-Amz-Security-Token=)[^&\n]*/, '$1...'),
      },
    });
  }
  return { credential, key };
}

function payloadProof(hash: string, claim: Claim, key: Buffer): PayloadProof {
  if (hash === unsignedPayload) return { kind: 'unsigned' };
  if (/^[0-9a-f]{64}$/.test(hash)) return { kind: 'hash', sha256: hash };
  const signed = { key, amzDate: claim.amzDate, scope: claim.scope, seed: claim.signature };
  switch (hash) {
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD':
      return { kind: 'chunks', signed, trailer: false };
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER':
      return { kind: 'chunks', signed, trailer: true };
    case 'STREAMING-UNSIGNED-PAYLOAD-TRAILER':
      return { kind: 'chunks', signed: null, trailer: true };
    default:
      throw new StoreError(
        'InvalidArgument',
        'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, a streaming form or a valid sha256 value.',
      );
  }
}

function authenticateQuery(input: AuthenticateInput): Authenticated {
  const { query } = input;
  const malformed = (message: string) => new StoreError('AuthorizationQueryParametersError', message);
  if (query.get('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') {
    throw malformed('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"');
  }
  for (const name of [
    'X-Amz-Credential',
    'X-Amz-Date',
    'X-Amz-Expires',
    'X-Amz-SignedHeaders',
    'X-Amz-Signature',
  ]) {
    if (query.pairs.filter(([given]) => given === name).length !== 1) {
      throw malformed('Query-string authentication version 4 requires each X-Amz parameter exactly once.');
    }
  }
  const scope = parseCredential(query.get('X-Amz-Credential')!);
  if (!scope) throw malformed('Error parsing the X-Amz-Credential parameter.');
  const amzDate = query.get('X-Amz-Date')!;
  const signedAt = parseAmzDate(amzDate);
  if (signedAt === null || amzDate.slice(0, 8) !== scope.date) {
    throw malformed(
      "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\" and match the credential.",
    );
  }
  const expires = query.get('X-Amz-Expires')!;
  if (!/^\d{1,9}$/.test(expires)) throw malformed('X-Amz-Expires should be a number');
  if (Number(expires) > longestExpiry)
    throw malformed('X-Amz-Expires must be less than a week (in seconds).');
  checkScope(input, scope, 'AuthorizationQueryParametersError');
  const signedHeaders = query.get('X-Amz-SignedHeaders')!.split(';');
  const sentHash = input.headers.get('x-amz-content-sha256')?.[0] ?? query.get('X-Amz-Content-Sha256');
  const claim: Claim = {
    scope,
    amzDate,
    signedHeaders,
    signature: query.get('X-Amz-Signature')!,
    payloadHash: sentHash ?? unsignedPayload,
  };
  checkSignedHeaders(input, signedHeaders);
  const { credential, key } = verify(input, claim);
  if (input.now >= signedAt + Number(expires) * 1000) {
    throw new StoreError('AccessDenied', 'Request has expired', {
      details: { ExpiresAt: new Date(signedAt + Number(expires) * 1000).toISOString() },
    });
  }
  if (!input.personality.acceptsFutureDates && signedAt - input.now > allowedSkew) {
    throw new StoreError('AccessDenied', 'Request is not yet valid');
  }
  return { credential, form: 'query', payload: payloadProof(claim.payloadHash, claim, key) };
}

function authenticateHeader(input: AuthenticateInput, authorization: string): Authenticated {
  const malformed = (message: string) => new StoreError('AuthorizationHeaderMalformed', message);
  if (/^AWS /.test(authorization)) {
    throw new StoreError('AccessDenied', 'Signature Version 2 is not accepted. Please use AWS4-HMAC-SHA256.');
  }
  const match = /^AWS4-HMAC-SHA256\s+(.*)$/.exec(authorization);
  if (!match) throw new StoreError('InvalidArgument', 'Unsupported Authorization Type');
  const fields = new Map<string, string>();
  for (const field of match[1]!.split(',')) {
    const at = field.indexOf('=');
    if (at !== -1) fields.set(field.slice(0, at).trim(), field.slice(at + 1).trim());
  }
  const scope = parseCredential(fields.get('Credential') ?? '');
  const signedHeaders = fields.get('SignedHeaders')?.split(';');
  const signature = fields.get('Signature');
  if (!scope || !signedHeaders || !signature)
    throw malformed('The authorization header needs Credential, SignedHeaders and Signature.');
  checkScope(input, scope, 'AuthorizationHeaderMalformed');
  const dateHeader = input.headers.get('x-amz-date')?.[0];
  const amzDate = dateHeader ?? toAmzDate(input.headers.get('date')?.[0]);
  const signedAt = amzDate === undefined ? null : parseAmzDate(amzDate);
  if (amzDate === undefined || signedAt === null) {
    throw new StoreError('AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header');
  }
  if (amzDate.slice(0, 8) !== scope.date)
    throw malformed('The date in the credential does not match the request.');
  const payloadHash = input.headers.get('x-amz-content-sha256')?.[0];
  if (payloadHash === undefined) {
    throw new StoreError('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  }
  const claim: Claim = { scope, amzDate, signedHeaders, signature, payloadHash };
  // Its value is a line of what is signed in any case. AWS takes it without, against its own documentation, and old clients rely on that.
  checkSignedHeaders(input, signedHeaders, 'x-amz-content-sha256');
  const { credential, key } = verify(input, claim);
  if (Math.abs(input.now - signedAt) > allowedSkew) {
    throw new StoreError('RequestTimeTooSkewed', undefined, {
      details: { RequestTime: amzDate, ServerTime: new Date(input.now).toISOString() },
    });
  }
  return { credential, form: 'header', payload: payloadProof(payloadHash, claim, key) };
}

function toAmzDate(date: string | undefined): string | undefined {
  const time = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
}
