import 'server-only';
import type { Job, UploadRecord } from 'valetkey/server';
import { extractionKind } from '@/shared/extractions';
import { derivativeKind } from './derivativeKind';

/** What a version that has become available is queued for. */
export function jobsWhenAvailable({ id, contentType }: Pick<UploadRecord, 'id' | 'contentType'>): Job[] {
  const kind = derivativeKind(contentType);
  const payload = { uploadId: id };
  return [
    ...(kind === null ? [] : [{ name: kind === 'office' ? 'print' : 'derive', payload }]),
    ...(kind === 'video' || kind === 'audio' ? [{ name: 'transcode', payload }] : []),
    ...(extractionKind(contentType) === null ? [] : [{ name: 'extract', payload }]),
  ];
}
