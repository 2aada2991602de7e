import { createBucketClient, resolveEndpoint } from '../../s3/index.ts';
import { sendPatiently } from '../bucket/askStore.ts';
import { publicStatements } from '../bucket/planPolicy.ts';
import { type Examination, type Finding, finding, ok } from './Finding.ts';

const folders = ['incoming', 'files', 'derived', 'quarantine'] as const;
const isRefused = (status: number) => status >= 400 && status < 500;

/** Tries as nobody to list, to read in every folder and to write, and reads what the settings promise. */
export async function checkPrivacy(examination: Examination): Promise<Finding[]> {
  const { config, outside, state, newKey } = examination;
  const client = createBucketClient(config, { fetch: outside.fetch, clock: outside.clock });
  const { origin, basePath } = resolveEndpoint(config.endpoint, config);
  const url = `${origin}${basePath}`;
  const statusOf = async (path: string, init: RequestInit = {}) => {
    const response = await sendPatiently(outside, `${url}/${path}`, init);
    await response.body?.cancel();
    return response.status;
  };
  const keys = folders.map((folder) => newKey(folder));
  await Promise.all(
    keys.map((key) =>
      client.putObject({ key, body: 'private', contentType: 'text/plain', signal: outside.signal }),
    ),
  );
  const target = newKey('incoming');
  const [listed, written, ...reads] = await Promise.all([
    statusOf('?list-type=2&prefix=incoming%2F'),
    statusOf(target, { method: 'PUT', body: 'anonymous' }),
    ...keys.map((key) => statusOf(key)),
  ]);
  const open = publicStatements(state.policy.kind === 'set' ? state.policy.value : null);
  const grants = state.publicGrants.kind === 'set' ? state.publicGrants.value : [];
  const remedy = open.length > 0 ? 'policy' : grants.length > 0 ? 'acl' : null;
  const advice = {
    fix:
      remedy === null
        ? 'Remove the public policy, access list or "public" switch of the bucket in the provider\'s console, and block public access.'
        : 'Take the public statement or grant away:',
    exact: remedy === null ? '' : 'valetkey doctor --fix',
    remedy,
  } as const;
  const tried: [string, string, number, string][] = [
    [
      'list',
      'list the bucket',
      listed!,
      'Everybody sees the keys of all files, and with read access takes them.',
    ],
    ['write', 'write into incoming/', written!, 'Everybody can store anything, at your cost.'],
    ...folders.map((folder, index): [string, string, number, string] => [
      'read',
      `read what is in ${folder}/`,
      reads[index]!,
      'A file would be private only as long as nobody knows its key.',
    ]),
  ];
  const findings = tried
    .filter(([, , status]) => !isRefused(status))
    .map(([verb, what, status, why]) =>
      finding('error', `privacy.${verb}`, {
        what: `Anybody can ${what} without credentials (answered ${status}).`,
        why,
        ...advice,
      }),
    );
  if (findings.length === 0) {
    findings.push(ok('privacy', 'anonymous listing, reading and writing are refused'));
  }
  for (const { Sid, Action } of open) {
    findings.push(
      finding('error', 'privacy.policy', {
        what: `The bucket's policy gives everybody ${[Action].flat().join(', ')}${Sid ? ` (statement "${Sid}")` : ''}.`,
        why: 'Whatever it covers is public, though nothing shows it here.',
        fix: 'Remove the statement:',
        exact: 'valetkey doctor --fix',
        remedy: 'policy',
      }),
    );
  }
  if (grants.length > 0) {
    findings.push(
      finding('error', 'privacy.acl', {
        what: `The bucket's access list gives something to ${grants.join(' and ')}.`,
        why: 'These are everybody, with or without an account.',
        fix: 'Make it private:',
        exact: 'valetkey doctor --fix',
        remedy: 'acl',
      }),
    );
  }
  if (
    state.accessBlock.kind === 'none' ||
    (state.accessBlock.kind === 'set' && !state.accessBlock.value.isComplete)
  ) {
    findings.push(
      finding('warning', 'privacy.access_block', {
        what: 'Public access is not blocked for the bucket as a whole.',
        why: 'One wrong policy or access list later makes files public.',
        fix: 'Block it:',
        exact: 'valetkey doctor --fix',
        remedy: 'accessBlock',
      }),
    );
  }
  return findings;
}
