import { ValetKeyError } from '../../protocol/index.ts';
import { createStoreConfig, type StoreConfig, type StoreValueName } from '../../s3/index.ts';
import { findStoreProvider, isStoreProviderName, storeProviders } from '../../s3/storeProviders.ts';
import { type Finding, finding, ok } from './Finding.ts';

type Values = Readonly<Record<string, string | undefined>>;

/** Right values, put in place of wrong ones so that every wrong one is found and not the first alone. */
const placeholders: Record<StoreValueName, string> = {
  S3_PROVIDER: '',
  S3_ENDPOINT: 'store.example.com',
  S3_PUBLIC_ENDPOINT: '',
  S3_REGION: 'us-east-1',
  S3_BUCKET_NAME: 'placeholder',
  S3_ACCESS_KEY_ID: 'placeholder',
  S3_SECRET_ACCESS_KEY: 'placeholder',
  S3_SESSION_TOKEN: 'placeholder',
  S3_CREDENTIALS_EXPIRE_AT: '2999-01-01T00:00:00Z',
  S3_UPLOAD_ACCESS_KEY_ID: 'placeholder',
  S3_UPLOAD_SECRET_ACCESS_KEY: 'placeholder',
  S3_FORCE_PATH_STYLE: '',
  S3_SSE: '',
  S3_SSE_KMS_KEY_ID: '',
};

const names = Object.keys(placeholders) as StoreValueName[];
/** What people write for ours, and what else begins like ours. */
const knownOthers = [
  'S3_BUCKET',
  'S3_ACCESS_KEY',
  'S3_SECRET_KEY',
  'S3_URL',
  'S3_HOST',
  'S3_FORCE_PATHSTYLE',
];

function findWrongValues(values: Values): Finding[] {
  const patched: Record<string, string | undefined> = { ...values };
  const findings: Finding[] = [];
  for (let left = names.length; left > 0; left--) {
    try {
      createStoreConfig(patched);
      return findings;
    } catch (error) {
      if (!(error instanceof ValetKeyError)) throw error;
      const option = String(error.details?.option ?? '');
      const wrong = names.filter((name) => option.split(' ').includes(name));
      findings.push(
        finding('error', 'config.value', {
          what: error.message,
          why: 'The server refuses to start with it.',
          fix: `Set ${option || 'it'} in the environment or in .env.`,
        }),
      );
      if (wrong.length === 0) return findings;
      for (const name of wrong) patched[name] = placeholders[name];
    }
  }
  return findings;
}

function findStrangers(values: Values): Finding[] {
  return Object.keys(values)
    .filter((name) => values[name] && knownOthers.includes(name))
    .map((name) =>
      finding('note', 'config.unknown', {
        what: `${name} is set, and nothing reads it.`,
        why: 'A value under a wrong name has no effect.',
        fix: `The names are ${names.join(', ')}.`,
      }),
    );
}

function judge(config: StoreConfig, values: Values, origins: readonly string[], now: Date): Finding[] {
  const findings: Finding[] = [];
  const host = new URL(config.endpoint).hostname;
  if (host.startsWith(`${config.bucket}.`)) {
    findings.push(
      finding('error', 'config.endpoint_bucket', {
        what: 'S3_ENDPOINT begins with the name of the bucket, which is added by itself.',
        why: `Requests would go to ${config.bucket}.${host}, which no certificate and often no name server knows.`,
        fix: 'Take the bucket out of the endpoint.',
        exact: `S3_ENDPOINT=${host.slice(config.bucket.length + 1)}`,
      }),
    );
  }
  const named = values.S3_PROVIDER?.trim().toLowerCase() ?? '';
  const recognised = findStoreProvider(config.endpoint);
  if (recognised !== null && isStoreProviderName(named) && named !== recognised) {
    findings.push(
      finding('warning', 'config.provider', {
        what: `S3_PROVIDER is ${named}, and the endpoint is one of ${storeProviders[recognised].label}.`,
        why: 'Policies and advice would be those of another store.',
        fix: 'Let both name the same store.',
        exact: `S3_PROVIDER=${recognised}`,
      }),
    );
  }
  const { sessionToken, expiresAt } = config.credentials;
  if (expiresAt !== undefined && expiresAt.getTime() - now.getTime() < 120_000) {
    findings.push(
      finding('error', 'config.expired', {
        what: `The temporary credentials ended (or end at once): ${expiresAt.toISOString()}.`,
        why: 'Nothing can be signed with them.',
        fix: 'Put fresh ones into S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, S3_SESSION_TOKEN and S3_CREDENTIALS_EXPIRE_AT.',
      }),
    );
  } else if (sessionToken !== undefined && expiresAt === undefined) {
    findings.push(
      finding('warning', 'config.expiry_unknown', {
        what: 'S3_SESSION_TOKEN is set, and S3_CREDENTIALS_EXPIRE_AT is not.',
        why: 'A URL may say that it works for another half an hour when its credentials end in a minute.',
        fix: 'Set S3_CREDENTIALS_EXPIRE_AT to what came with the token (Expiration).',
        exact: 'S3_CREDENTIALS_EXPIRE_AT=2030-01-31T12:00:00Z',
      }),
    );
  }
  for (const origin of origins) {
    const { protocol, hostname } = new URL(origin);
    if (protocol === 'http:' && hostname !== 'localhost' && hostname !== '127.0.0.1') {
      findings.push(
        finding('warning', 'config.app_url', {
          what: `${origin} is plain http.`,
          why: 'Session cookies and signed URLs travel readable for everybody on the way.',
          fix: 'Serve the app by https and set APP_URL to that.',
        }),
      );
    }
  }
  return findings;
}

/** Every `S3_*` value and `APP_URL`; the config is `null` when it cannot be used. */
export function checkConfig(input: { values: Values; origins: readonly string[]; now: Date }): {
  config: StoreConfig | null;
  findings: Finding[];
} {
  const { values, origins, now } = input;
  const wrong = findWrongValues(values);
  if (wrong.length > 0) return { config: null, findings: [...wrong, ...findStrangers(values)] };
  const config = createStoreConfig(values);
  const findings = [...judge(config, values, origins, now), ...findStrangers(values)];
  const label = storeProviders[findStoreProvider(config.endpoint) ?? 'ceph'].label;
  const place =
    findStoreProvider(config.endpoint) === null ? config.endpoint : `${config.endpoint} (${label})`;
  return {
    config,
    findings: [
      ok('config', `the configuration can be used: bucket "${config.bucket}" at ${place}`),
      ...findings,
    ],
  };
}
