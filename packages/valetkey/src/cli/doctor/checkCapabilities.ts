import { createBucketClient, createSigner } from '../../s3/index.ts';
import { sendPatiently } from '../bucket/askStore.ts';
import { denyStatements, hasDenyStatements } from '../bucket/planPolicy.ts';
import { type Examination, type Finding, finding, ok } from './Finding.ts';

/** Whether the credentials that sign uploads could read, which with unsigned headers means copying. */
async function checkUploadCredentials(examination: Examination): Promise<Finding[]> {
  const { config, outside, newKey } = examination;
  if (config.uploadCredentials === undefined) return [];
  const key = newKey('files');
  const client = createBucketClient(config, { fetch: outside.fetch, clock: outside.clock });
  await client.putObject({ key, body: 'private', contentType: 'text/plain', signal: outside.signal });
  const signer = createSigner(
    { ...config, credentials: config.uploadCredentials, publicEndpoints: [config.endpoint] },
    { clock: outside.clock },
  );
  const { signedUrl } = signer.presignGetObject({
    key,
    responseContentType: 'text/plain',
    responseContentDisposition: 'attachment',
    expiresInSeconds: 60,
  });
  const response = await sendPatiently(outside, signedUrl, {});
  await response.body?.cancel();
  if (response.status === 403)
    return [ok('credentials.upload', 'the credentials for uploads can write and cannot read')];
  return [
    finding('warning', 'credentials.upload', {
      what: `The credentials for uploads (S3_UPLOAD_ACCESS_KEY_ID) can also read: GET answered ${response.status}.`,
      why: 'They are there so that an upload URL can never be turned into a copy of another file.',
      fix: 'Give them s3:PutObject on incoming/* and files/* and nothing else:',
      exact: 'valetkey setup --print iam',
    }),
  ];
}

function describeUnsafe(examination: Examination): Finding[] {
  const { config, executedHeaders, state } = examination;
  const hasPolicy = hasDenyStatements(state.policy.kind === 'set' ? state.policy.value : null, config.bucket);
  const dangerous = executedHeaders.filter((name) => !name.startsWith('x-amz-meta-'));
  const findings: Finding[] = [];
  const canHavePolicy = state.policy.kind === 'set' || state.policy.kind === 'none';
  if (dangerous.length > 0) {
    findings.push(
      finding('warning', 'probe.unsigned_headers', {
        what: `The store executes headers on a presigned PUT that were not signed: ${executedHeaders.join(', ')}.`,
        why: 'Whoever holds an upload URL can publish the object, or copy another whose key they know into theirs. Ceph does this before 19.2.6 and 20.2.4 (CVE-2026-54330).',
        fix: [
          ...(canHavePolicy ? ["deny those headers by the bucket's policy (valetkey doctor --fix)"] : []),
          ...(config.uploadCredentials === undefined
            ? [
                'sign uploads with credentials that cannot read (S3_UPLOAD_ACCESS_KEY_ID, S3_UPLOAD_SECRET_ACCESS_KEY)',
              ]
            : []),
          'refuse presigned PUTs (VALETKEY_STRICT_STORE=1; post and multipart uploads are not affected)',
          'update the store',
        ].join('; '),
        exact: 'VALETKEY_STRICT_STORE=1',
        remedy: canHavePolicy && !hasPolicy ? 'policy' : null,
      }),
    );
  } else if (executedHeaders.length > 0) {
    findings.push(
      finding('note', 'probe.unsigned_metadata', {
        what: `The store keeps unsigned metadata that a client adds to a presigned PUT (${executedHeaders.join(', ')}); headers that publish or copy are refused${hasPolicy ? ' by the policy of the bucket' : ''}.`,
        why: 'Nothing of ours reads metadata of incoming/, and settling an upload writes it anew.',
      }),
    );
  } else {
    findings.push(ok('probe.unsigned_headers', 'unsigned x-amz-* headers on a presigned PUT are refused'));
  }
  if (examination.capabilities?.refusesUnsignedPartCopy === false) {
    findings.push(
      finding('warning', 'probe.unsigned_part_copy', {
        what: 'The store executes an unsigned x-amz-copy-source on a presigned part too.',
        why: 'Whoever holds a part URL and knows the key of another object can copy it into their file. No policy of a bucket covers parts.',
        fix: 'Sign uploads with credentials that cannot read (S3_UPLOAD_ACCESS_KEY_ID, S3_UPLOAD_SECRET_ACCESS_KEY), or update the store:',
        exact: 'valetkey setup --print iam',
      }),
    );
  }
  if (canHavePolicy && !hasPolicy) {
    findings.push(
      finding(dangerous.length > 0 ? 'error' : 'warning', 'policy.deny_headers', {
        what: 'The policy of the bucket does not deny x-amz-acl, x-amz-grant-* and, under incoming/, x-amz-copy-source.',
        why:
          dangerous.length > 0
            ? 'On this store it is what keeps an upload URL from publishing or copying files.'
            : 'The store refuses them by itself today; the policy holds when it, or a proxy before it, changes.',
        fix: 'Add the statements:',
        exact: JSON.stringify({ Version: '2012-10-17', Statement: denyStatements(config.bucket) }),
        remedy: 'policy',
      }),
    );
  } else if (hasPolicy) {
    findings.push(ok('policy.deny_headers', 'the policy of the bucket denies headers that publish or copy'));
  }
  return findings;
}

/** What the store enforces, as the probe saw it, and what follows. */
export async function checkCapabilities(examination: Examination): Promise<Finding[]> {
  const { capabilities } = examination;
  if (capabilities === null) return [];
  const { postPolicy, conditionalPut, signedLength, checksumSha256 } = capabilities;
  const { signedContentType = true, signedOverrides = true } = capabilities;
  const lacks: [string, boolean, string, Finding][] = [
    [
      'probe.post_policy',
      postPolicy,
      'POST policies work, with their exact length',
      finding('note', 'probe.post_policy', {
        what: 'The store has no POST policies.',
        why: 'Small files go by PUT, each with a preflight of its own: slower for many small files.',
      }),
    ],
    [
      'probe.conditional_put',
      conditionalPut,
      'a second conditional PUT is refused',
      finding('note', 'probe.conditional_put', {
        what: 'The store does not honour If-None-Match on PUT.',
        why: 'An upload URL can be used again until it ends. What was settled is copied away before and is not touched.',
      }),
    ],
    [
      'probe.signed_length',
      signedLength,
      'the signed length is enforced',
      finding('warning', 'probe.signed_length', {
        what: 'The store does not enforce the signed length of a PUT.',
        why: 'More than was declared can be stored until the upload settles and is refused.',
        fix: 'Update the store, or accept it: sizes are checked again.',
      }),
    ],
    [
      'probe.signed_type',
      signedContentType,
      'the signed type is enforced',
      finding('warning', 'probe.signed_type', {
        what: 'The store does not enforce the signed Content-Type of a PUT.',
        why: 'What lies in incoming/ may claim any type; settling an upload writes its own.',
        fix: 'Update the store, or accept it: types are checked against the content.',
      }),
    ],
    [
      'probe.signed_overrides',
      signedOverrides,
      'response-* parameters that were not signed are refused',
      finding('error', 'probe.signed_overrides', {
        what: 'The store takes response-* parameters that were added to a signed download.',
        why: 'Whoever has a link can make it show a file as a page, on the origin of the store.',
        fix: 'Do not use this store for files of others: update it, or take another.',
      }),
    ],
    [
      'probe.checksum',
      checksumSha256,
      'a wrong SHA-256 is refused',
      finding('note', 'probe.checksum', {
        what: 'The store does not check x-amz-checksum-sha256.',
        why: 'Files with a declared checksum are read once more to verify them.',
      }),
    ],
  ];
  return [
    ...lacks.map(([id, isThere, sentence, lack]) => (isThere ? ok(id, sentence) : lack)),
    ...describeUnsafe(examination),
    ...(await checkUploadCredentials(examination)),
  ];
}
