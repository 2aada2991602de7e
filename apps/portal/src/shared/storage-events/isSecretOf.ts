import 'server-only';
import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** The secret that a call carries: as a bearer token (MinIO), or as the password of Basic (Ceph, SNS and EventBridge). */
function secretIn(authorization: string): string | null {
  const [scheme = '', value = ''] = authorization.split(/ +/, 2);
  if (/^bearer$/i.test(scheme)) return value;
  if (!/^basic$/i.test(scheme)) return null;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon < 0 ? null : pair.slice(colon + 1);
}

/** Whether a call carries the secret; takes as long for every wrong one. */
export function isSecretOf(request: Request, secret: string | null): boolean {
  const given = secretIn(request.headers.get('authorization') ?? '');
  if (secret === null || given === null) return false;
  return timingSafeEqual(digest(given), digest(secret));
}
