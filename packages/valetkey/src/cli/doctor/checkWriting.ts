import type { BucketState } from '../bucket/readBucketState.ts';
import { type Finding, finding } from './Finding.ts';

/** Why nothing can be written, where that is so. Reading and listing are looked at before. */
export function checkWriting({ accessBlock }: BucketState, isWritable: boolean): Finding[] {
  if (isWritable) return [];
  if (accessBlock.kind === 'set' && accessBlock.value.blocksAcls) {
    return [
      finding('error', 'bucket.write', {
        what: 'The store refuses every upload (403), and BlockPublicAcls is on for the bucket.',
        why: 'Ceph 16 takes that switch for a refusal of all uploads; elsewhere a policy or these credentials may be the reason.',
        fix: 'Block public access by the other three switches, which is as safe:',
        exact: 'valetkey doctor --fix',
        remedy: 'accessBlock',
      }),
    ];
  }
  return [
    finding('error', 'bucket.write', {
      what: 'The store refuses every upload with these credentials (403).',
      why: 'Nothing can be stored, and nothing of what the store enforces can be tried.',
      fix: 'Give the credentials what the application needs, and see that no policy of the bucket denies s3:PutObject:',
      exact: 'valetkey setup --print iam',
    }),
  ];
}
