import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { anonymous, clientOf } from '../clients.ts';
import { root } from '../startSystem.ts';

const run = Date.now();
const email = `first-${run}@example.com`;
const password = 'correct horse battery staple';

type Outcome = { code: number; stdout: string; stderr: string };

/** `npm run admin -- ...` against the running system, whose data folder names its database. */
function admin(args: string[], env: Record<string, string> = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [path.join(root, 'scripts/admin.mjs'), ...args],
      {
        cwd: root,
        env: {
          ...process.env,
          VALETKEY_DATA_DIR: inject('system').dataDir,
          APP_URL: inject('system').url,
          ...env,
        },
      },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

/** Sets the password with the link that was printed. */
async function follow({ stdout }: Outcome): Promise<void> {
  const link = /https?:\S+\/reset-password#token=(\S+)/.exec(stdout);
  expect(link, stdout).not.toBeNull();
  expect(link![0].startsWith(`${inject('system').url}/`)).toBe(true);
  const body = { token: link![1], newPassword: password };
  expect((await anonymous().post('/api/auth/reset-password', body)).status).toBe(200);
  expect((await anonymous().post('/api/auth/reset-password', body)).json.code).toBe('INVALID_LINK');
}

describe('npm run admin', () => {
  it('makes an administrator whose link sets the password, and ends all access with disable', async () => {
    const made = await admin(['create', email.toUpperCase(), '--name', 'Fay First']);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    await follow(made);
    const fay = anonymous();
    expect((await fay.signIn(email, password)).json.user).toMatchObject({ email, name: 'Fay First' });
    expect((await fay.get('/api/admin/status')).status).toBe(200);

    const again = await admin(['create', email]);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toContain('The password stays as it is.');

    const events = await clientOf('ada').get('/api/audit?actor=command-line&limit=3');
    expect(events.json.events.map(({ action }: { action: string }) => action)).toEqual([
      'user.role_changed',
      'user.reset_link_issued',
      'user.created',
    ]);

    expect((await admin(['disable', email])).stdout).toContain('no session of it works any more');
    expect((await fay.get('/api/admin/status')).status).toBe(401);
    expect((await anonymous().signIn(email, password)).json.code).toBe('ACCOUNT_DISABLED');
    expect(await admin(['reset-link', email])).toMatchObject({ code: 1, stdout: '' });
  });

  it('makes an account of somebody an administrator, by the address of the database as well', async () => {
    const { dataDir } = inject('system');
    const [ports, secrets] = await Promise.all(
      ['ports.json', 'secrets.json'].map(async (name) =>
        JSON.parse(await readFile(path.join(dataDir, name), 'utf8')),
      ),
    );
    const database = {
      DATABASE_URL: `postgres://valetkey_app:${secrets.databaseAppPassword}@127.0.0.1:${ports.postgres}/valetkey`,
      AUTH_SECRET: process.env.AUTH_SECRET ?? secrets.authSecret,
    };
    const client = anonymous();
    const theirs = `second-${run}@example.com`;
    await client.post('/api/auth/sign-up/email', { name: 'Sam', email: theirs, password });
    expect((await client.get('/api/admin/status')).status).toBe(404);
    expect(await admin(['create', theirs], database)).toMatchObject({ code: 0, stderr: '' });
    expect((await client.get('/api/admin/status')).status).toBe(200);
    const changed = await clientOf('ada').get(
      '/api/audit?actor=command-line&action=user.role_changed&limit=1',
    );
    expect(changed.json.events[0].details).toMatchObject({ from: 'user', to: 'admin' });
    const link = await admin(['reset-link', theirs], database);
    await follow(link);
    expect((await client.get('/api/admin/status')).status).toBe(401);
    expect(await admin(['disable', theirs], database)).toMatchObject({ code: 0 });
  });

  it('says what is wrong, and prints no address of the database', async () => {
    expect(await admin(['crate', email])).toMatchObject({ code: 2, stdout: '' });
    const unknown = await admin(['disable', `nobody-${run}@example.com`]);
    expect(unknown).toMatchObject({ code: 1, stdout: '' });
    expect(unknown.stderr).toContain('There is no account with the address');
    const stopped = await admin(['disable', email], { VALETKEY_DATA_DIR: path.join(root, 'nothing-here') });
    expect(stopped).toMatchObject({ code: 1, stdout: '' });
    expect(stopped.stderr).toContain('Start the system first (npm start)');
    const wrong = { DATABASE_URL: 'postgres://me:hidden-word@127.0.0.1:1/none', AUTH_SECRET: 's'.repeat(40) };
    const unreachable = await admin(['disable', email], wrong);
    expect(unreachable.stderr).toContain('The database cannot be reached');
    expect(unreachable.stderr).not.toContain('hidden-word');
  });
});
