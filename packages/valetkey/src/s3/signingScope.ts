import { hmacSha256Hex } from './hashText.ts';
import type { Credentials } from './StoreConfig.ts';
import { createHmacKey, createPrefixedHmac, type HmacKey, hmacSha256 } from './sha256.ts';

/** Returns the current time. */
export type Clock = () => Date;

/** Everything about a signature that depends only on the second, the credentials and the region. */
export type SigningScope = {
  /** The second of the signature. */
  readonly time: Date;
  /** `20261122T123456Z` */
  readonly amzDate: string;
  /** `20261122/us-east-1/s3/aws4_request` */
  readonly scope: string;
  /** `accessKeyId/scope`, as it is. */
  readonly credential: string;
  /** `accessKeyId/scope`, encoded for a query. */
  readonly encodedCredential: string;
  /** Temporary credentials only. */
  readonly sessionToken: string | undefined;
  /** `&X-Amz-Security-Token=...` or nothing. */
  readonly tokenQuery: string;
  /** The whole second in which the credentials end; infinite for lasting ones. */
  readonly credentialsEnd: number;
  /** Signature over the SHA-256 (hexadecimal) of a canonical request. */
  sign(canonicalRequestHash: string): string;
  /** Signature over any text: POST policies. */
  signText(text: string): string;
};

const encoder = new TextEncoder();

/** Percent-encodes everything but the unreserved characters of RFC 3986, as Signature Version 4 wants it. */
export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The four nested HMACs of "Calculate signature" in the Amazon S3 reference. */
export function deriveSigningKey(secretAccessKey: string, day: string, region: string): HmacKey {
  let key = createHmacKey(encoder.encode(`AWS4${secretAccessKey}`));
  for (const step of [day, region, 's3', 'aws4_request']) {
    key = createHmacKey(hmacSha256(key, encoder.encode(step)));
  }
  return key;
}

function isSame(a: Credentials, b: Credentials): boolean {
  return (
    a.accessKeyId === b.accessKeyId &&
    a.secretAccessKey === b.secretAccessKey &&
    a.sessionToken === b.sessionToken &&
    a.expiresAt?.getTime() === b.expiresAt?.getTime()
  );
}

/**
 * Makes the signing scope of "now": a new one each second, with a signing key that is derived once a day. Credentials are read
 * at each call, so that a config whose `credentials` are replaced (temporary ones) signs with the new ones at once.
 */
export function createScopeSource(
  region: string,
  readCredentials: () => Credentials,
  clock: Clock,
): () => SigningScope {
  let current: SigningScope | null = null;
  let currentSecond = Number.NaN;
  let currentCredentials: Credentials | null = null;
  let day = '';
  let key: HmacKey | null = null;

  return () => {
    const second = Math.floor(clock().getTime() / 1000);
    const credentials = readCredentials();
    const isKnown = currentCredentials !== null && isSame(credentials, currentCredentials);
    if (current !== null && second === currentSecond && isKnown) return current;

    const time = new Date(second * 1000);
    const amzDate = time.toISOString().replace(/[-:]|\.\d{3}/g, '');
    const today = amzDate.slice(0, 8);
    if (key === null || today !== day || !isKnown) {
      key = deriveSigningKey(credentials.secretAccessKey, today, region);
      day = today;
    }
    const signingKey = key;
    const scope = `${today}/${region}/s3/aws4_request`;
    const credential = `${credentials.accessKeyId}/${scope}`;
    currentSecond = second;
    currentCredentials = { ...credentials };
    current = {
      time,
      amzDate,
      scope,
      credential,
      encodedCredential: encodeRfc3986(credential),
      sessionToken: credentials.sessionToken,
      tokenQuery:
        credentials.sessionToken === undefined
          ? ''
          : `&X-Amz-Security-Token=${encodeRfc3986(credentials.sessionToken)}`,
      credentialsEnd:
        credentials.expiresAt === undefined
          ? Number.POSITIVE_INFINITY
          : Math.floor(credentials.expiresAt.getTime() / 1000),
      sign: createPrefixedHmac(signingKey, encoder.encode(`AWS4-HMAC-SHA256\n${amzDate}\n${scope}\n`)),
      signText: (text) => hmacSha256Hex(signingKey, encoder.encode(text)),
    };
    return current;
  };
}
