import { describe, expect, it } from 'vitest';
import { ConfigError, parseConfig } from './parseConfig';

const good = {
  DATABASE_URL: 'postgres://valetkey_app:secret-word@127.0.0.1:5432/valetkey',
  S3_ENDPOINT: 's3.eu-central-1.amazonaws.com',
  S3_BUCKET_NAME: 'files-of-people',
  S3_REGION: 'eu-central-1',
  S3_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  S3_SECRET_ACCESS_KEY: 'secret-word',
  AUTH_SECRET: 'x'.repeat(32),
};

function problemsOf(environment: Record<string, string | undefined>): readonly string[] {
  try {
    parseConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  throw new Error('was accepted');
}

describe('parseConfig', () => {
  it('needs only the database, the store and a secret', () => {
    const config = parseConfig(good);
    expect(config.appUrl).toBe('http://localhost:3000');
    expect(config.host).toBe('localhost');
    expect(config.store.endpoint).toBe('https://s3.eu-central-1.amazonaws.com');
    expect(config.rateLimits).toMatchObject({
      signIn: { perAddress: 30, perAccount: 10 },
      handshake: { perAddress: 600, perAccount: 120 },
      download: { perAddress: 1_200, perAccount: 300 },
    });
    expect(config.database.workerUrl).toBe(good.DATABASE_URL);
  });

  it('takes an empty variable for one that is not set, as an unfilled .env has them', () => {
    expect(parseConfig({ ...good, PORT: '', APP_URL: ' ', SMTP_URL: '' }).port).toBe(3000);
  });

  it('scans where a scanner is named, and then requires it unless told otherwise', () => {
    expect(parseConfig(good).scanner).toBe(null);
    expect(parseConfig({ ...good, SCAN_REQUIRED: '0' }).scanner).toBe(null);
    expect(parseConfig({ ...good, CLAMD_HOST: 'clamd' }).scanner).toEqual({
      address: { host: 'clamd', port: 3310 },
      isRequired: true,
      maxBytes: 25 * 1024 * 1024,
    });
    const own = { CLAMD_SOCKET: '/run/clamd.sock', SCAN_REQUIRED: '0', CLAMD_STREAM_MAX_LENGTH: '1000' };
    expect(parseConfig({ ...good, ...own }).scanner).toEqual({
      address: { path: '/run/clamd.sock' },
      isRequired: false,
      maxBytes: 1000,
    });
    expect(problemsOf({ ...good, CLAMD_SOCKET: '/run/clamd.sock', CLAMD_HOST: 'clamd' })).toHaveLength(1);
  });

  it.each([
    ['PORT', '70000'],
    ['PORT', 'abc'],
    ['PORT', '-1'],
    ['PORT', '0x50'],
    ['APP_URL', 'files.example.com'],
    ['APP_URL', 'https://files.example.com/app'],
    ['APP_URL', 'javascript:alert(1)'],
    ['DATABASE_URL', 'mysql://x'],
    ['DATABASE_URL', undefined],
    ['AUTH_SECRET', 'short'],
    ['AUTH_SECRET', undefined],
    ['S3_ENDPOINT', 'http://s3.example.com'],
    ['S3_ENDPOINT', undefined],
    ['S3_BUCKET_NAME', undefined],
    ['S3_PUBLIC_ENDPOINT', 'https://cdn.example.com/path'],
    ['S3_FORCE_PATH_STYLE', 'perhaps'],
    ['S3_UPLOAD_ACCESS_KEY_ID', 'only-half'],
    ['TRUST_PROXY', 'true'],
    ['SIGN_UP', 'maybe'],
    ['VALETKEY_MAX_FILE_SIZE', '5GB'],
    ['VALETKEY_QUOTA_BYTES', '1 TB'],
    ['VALETKEY_QUOTA_FILES', '0'],
    ['CLAMD_HOST', 'http://clamd:3310'],
    ['CLAMD_PORT', '3310'],
    ['CLAMD_PORT', 'x'],
    ['CLAMD_SOCKET', 'clamd.sock'],
    ['CLAMD_STREAM_MAX_LENGTH', '25M'],
    ['SCAN_REQUIRED', '1'],
    ['SCAN_REQUIRED', 'perhaps'],
    ['SMTP_URL', 'mail.example.com'],
    ['MAIL_FROM', 'files'],
    ['MAIL_FROM', 'Files <files@example.com>\r\nBcc: eve@example.com'],
    ['MAIL_FROM', 'a@example.com, b@example.com'],
    ['LOG_LEVEL', 'loud'],
  ])('names %s when it is %s, and what it expected', (name, value) => {
    const problems = problemsOf({ ...good, [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(
      new RegExp(`${name.replace(/_ACCESS_KEY_ID$/, '_')}.*(expected|must|missing|required)`),
    );
  });

  it('reports every wrong variable at once', () => {
    expect(problemsOf({ ...good, PORT: 'x', AUTH_SECRET: 'x', S3_BUCKET_NAME: '' })).toHaveLength(3);
  });

  it('never repeats a secret', () => {
    const text = problemsOf({
      ...good,
      DATABASE_URL: 'mysql://user:secret-word@host',
      AUTH_SECRET: 'secret-word',
      SMTP_URL: 'http://user:secret-word@host',
      S3_ENDPOINT: 'https://user:secret-word@host',
    }).join();
    expect(text).not.toContain('secret-word');
  });
});
