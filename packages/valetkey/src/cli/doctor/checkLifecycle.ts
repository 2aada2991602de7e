import { judgeLifecycle, lifecycleDocument } from '../bucket/planLifecycle.ts';
import { type Examination, type Finding, finding, ok } from './Finding.ts';

/** Whether the store removes by itself what nobody finishes, and nothing else. */
export function checkLifecycle({ state }: Examination): Finding[] {
  const findings: Finding[] = [];
  const isVersioned = state.versioning === 'Enabled' || state.versioning === 'Suspended';
  if (state.lifecycle.kind === 'unknown' || state.lifecycle.kind === 'forbidden') {
    return [
      finding('note', 'lifecycle.unknown', {
        what:
          state.lifecycle.kind === 'forbidden'
            ? 'These credentials may not read the lifecycle of the bucket.'
            : 'The store has no lifecycle rules.',
        why: 'The sweep aborts unfinished uploads and removes what nobody claims: let it run (valetkey sweep).',
      }),
    ];
  }
  const rules = state.lifecycle.kind === 'set' ? state.lifecycle.value : [];
  const facts = judgeLifecycle(rules);
  const fix = {
    fix: 'Add the rules, which keeps those of others:',
    exact: `valetkey doctor --fix   # ${lifecycleDocument([], isVersioned)}`,
    remedy: 'lifecycle',
  } as const;
  for (const { id, prefix } of facts.dangerous) {
    findings.push(
      finding('error', 'lifecycle.expires_files', {
        what: `The lifecycle rule "${id}" deletes objects under "${prefix}": that is people's files.`,
        why: 'Their records stay, and one day every download of them answers that there is nothing. (Ceph drops size filters, so a rule for large objects becomes one for all.)',
        fix: `Remove the rule, or limit it to incoming/. It was written by somebody, so --fix leaves it alone:`,
        exact: `aws s3api get-bucket-lifecycle-configuration --bucket NAME   # edit, then put-bucket-lifecycle-configuration`,
      }),
    );
  }
  for (const { id, abortDays } of facts.hasty) {
    findings.push(
      finding('warning', 'lifecycle.abort_early', {
        what: `The lifecycle rule "${id}" aborts multipart uploads after ${abortDays} day(s).`,
        why: 'A large upload may be resumed for a week; the rule takes it away from its user.',
        fix: 'Let it wait for 8 days.',
      }),
    );
  }
  if (!facts.abortsMultiparts) {
    findings.push(
      finding('warning', 'lifecycle.multipart', {
        what: 'No lifecycle rule aborts multipart uploads that nobody finished.',
        why: 'Their parts are invisible in every listing, and are paid for, for ever.',
        ...fix,
      }),
    );
  }
  if (!facts.expiresIncoming) {
    findings.push(
      finding('warning', 'lifecycle.incoming', {
        what: 'No lifecycle rule expires what is left in incoming/.',
        why: 'Uploads that nobody confirmed stay there when the sweep does not run.',
        ...fix,
      }),
    );
  }
  if (isVersioned && !facts.expiresNoncurrent) {
    findings.push(
      finding('warning', 'versioning', {
        what: `The bucket keeps versions (${state.versioning}), and no lifecycle rule removes old ones.`,
        why: 'A deleted file is only hidden: its bytes stay, are paid for, and contradict what you promised its owner.',
        ...fix,
      }),
    );
  }
  return findings.length === 0
    ? [
        ok(
          'lifecycle',
          `unfinished uploads are aborted, incoming/ expires${isVersioned ? ', old versions are removed' : ''}`,
        ),
      ]
    : findings;
}
