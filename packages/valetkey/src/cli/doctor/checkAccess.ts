import type { StoreConfig } from '../../s3/index.ts';
import type { AskStore, StoreAnswer } from '../bucket/askStore.ts';
import { type Finding, finding, ok } from './Finding.ts';

/** From here on short URLs may be over before they begin. */
const maxSkewSeconds = 60;
/** Versions before which something is known to be unsafe. */
const knownServers: [pattern: RegExp, sentence: string][] = [
  [/minio/i, 'MinIO compares only x-amz-meta-* headers of presigned URLs with what was signed'],
  [/ceph|radosgw/i, 'Ceph before 19.2.6 and 20.2.4 executes unsigned headers on presigned URLs'],
];

export type Access = {
  findings: Finding[];
  exists: boolean;
  /** Whether anything further can be asked. */
  isUsable: boolean;
};

function checkClock(answer: StoreAnswer, now: Date): Finding {
  const theirs = Date.parse(answer.headers.get('date') ?? '');
  const skew = Number.isNaN(theirs) ? 0 : Math.round((theirs + 500 - now.getTime()) / 1000);
  if (Math.abs(skew) <= maxSkewSeconds)
    return ok('clock', 'the clocks of this machine and of the store agree');
  const isTooFar = answer.code === 'RequestTimeTooSkewed' || Math.abs(skew) > 900;
  return finding(isTooFar ? 'error' : 'warning', 'clock', {
    what: `The clock of this machine is ${Math.abs(skew)} seconds ${skew > 0 ? 'behind' : 'ahead of'} the store's.`,
    why: isTooFar
      ? 'The store refuses every signature that is more than 15 minutes off.'
      : `Signed URLs ${skew > 0 ? 'end too early' : 'may not be valid yet'}.`,
    fix: "Synchronise this machine by NTP (and ask the store's operator about theirs).",
    exact: 'timedatectl set-ntp true',
  });
}

function regionOf(answer: StoreAnswer): string | null {
  return (
    /<Region>\s*([a-z0-9-]{1,64})\s*<\/Region>/i.exec(answer.text)?.[1] ??
    /expecting '([a-z0-9-]{1,64})'/i.exec(answer.text)?.[1] ??
    answer.headers.get('x-amz-bucket-region')
  );
}

function refusalOf(answer: StoreAnswer, config: StoreConfig): Finding | null {
  const { status, code } = answer;
  if (
    code === 'AuthorizationHeaderMalformed' ||
    code === 'PermanentRedirect' ||
    (status >= 300 && status < 400)
  ) {
    const region = regionOf(answer);
    return finding('error', 'bucket.region', {
      what: `The store does not take signatures for the region ${config.region}${region === null ? '' : `: the bucket is in ${region}`}.`,
      why: 'Every request and every signed URL names the region, and is refused.',
      fix: 'Set S3_REGION to the region of the bucket, and S3_ENDPOINT to the host of that region.',
      exact: region === null ? '' : `S3_REGION=${region}`,
    });
  }
  if (
    code === 'InvalidAccessKeyId' ||
    code === 'SignatureDoesNotMatch' ||
    code === 'ExpiredToken' ||
    code === 'InvalidToken'
  ) {
    return finding('error', 'credentials', {
      what: `The store refuses the credentials (${code}).`,
      why: 'Nothing can be read, written or signed.',
      fix:
        code === 'InvalidAccessKeyId'
          ? 'S3_ACCESS_KEY_ID is not known there: is it of this store and of this account?'
          : code === 'SignatureDoesNotMatch'
            ? 'S3_SECRET_ACCESS_KEY does not belong to S3_ACCESS_KEY_ID, or something between rewrites requests (host name, path).'
            : 'The temporary credentials are over: fetch new ones.',
    });
  }
  if (status === 403 || status === 401) {
    return finding('error', 'credentials.permission', {
      what: `The store answers ${status} ${code ?? ''} to a listing of the bucket.`.replace('  ', ' '),
      why: 'The sweep must list, and without that permission a missing object cannot be told from a forbidden one.',
      fix: 'Give the credentials what the application needs, no more:',
      exact: 'valetkey setup --print iam',
    });
  }
  if (status >= 400 && code !== 'NoSuchBucket' && status !== 404) {
    return finding('error', 'store', {
      what: `The store answers ${status} ${code ?? ''} to a listing of the bucket.`.replace('  ', ' '),
      why: 'It does not speak S3 as it should, or is in trouble.',
      fix: "Check that S3_ENDPOINT is the S3 API and not a console or a proxy, and look into the store's log.",
    });
  }
  return null;
}

/** One signed listing tells about clock, credentials, region and bucket. */
export async function checkAccess(config: StoreConfig, ask: AskStore, clock: () => Date): Promise<Access> {
  const before = clock().getTime();
  const answer = await ask({
    method: 'GET',
    query: { 'list-type': '2', 'max-keys': '1', prefix: 'incoming/' },
  });
  const now = new Date((before + clock().getTime()) / 2);
  const findings: Finding[] = [checkClock(answer, now)];
  const server = answer.headers.get('server') ?? '';
  const known = knownServers.find(([pattern]) => pattern.test(server));
  if (known !== undefined) {
    findings.push(
      finding('note', 'store.version', {
        what: `The store names itself "${server.slice(0, 60)}". ${known[1]}.`,
        why: 'What this very one does is tried below, whatever it calls itself.',
      }),
    );
  }
  if (answer.code === 'RequestTimeTooSkewed') {
    if (findings[0]!.severity === 'ok') {
      findings.push(
        finding('error', 'clock', {
          what: 'The store says that the time of the request is too far off (RequestTimeTooSkewed).',
          why: 'It refuses every signature.',
          fix: 'Synchronise the clocks.',
        }),
      );
    }
    return { findings, exists: false, isUsable: false };
  }
  const refusal = refusalOf(answer, config);
  if (refusal !== null) return { findings: [...findings, refusal], exists: false, isUsable: false };
  findings.push(ok('credentials', 'the store accepts the credentials'));
  if (answer.status === 404) {
    findings.push(
      finding('error', 'bucket', {
        what: `There is no bucket "${config.bucket}" at ${config.endpoint}.`,
        why: 'There is nowhere to put files.',
        fix: 'Create it, or correct S3_BUCKET_NAME.',
        exact: 'valetkey setup --yes',
        remedy: 'bucket',
      }),
    );
    return { findings, exists: false, isUsable: false };
  }
  if (answer.status === 200 && !answer.text.includes('<ListBucketResult')) {
    findings.push(
      finding('error', 'store', {
        what: 'The answer to a listing is not that of an S3 store.',
        why: 'Something else listens there: a console, a sign-in page, a proxy.',
        fix: 'Correct S3_ENDPOINT.',
      }),
    );
    return { findings, exists: false, isUsable: false };
  }
  findings.push(ok('bucket', `the bucket "${config.bucket}" is there and can be listed`));
  return { findings, exists: true, isUsable: true };
}
