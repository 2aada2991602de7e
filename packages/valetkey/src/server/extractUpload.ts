import type { UploadRecord } from './Records.ts';
import { type Acting, auditEvent, type ServerContext } from './ServerContext.ts';
import { demand } from './signGrant.ts';
import type { Extractor } from './ValetKeyOptions.ts';

/** One attempt to read out of a version what can be read; recorded all or nothing, dropped when another attempt overtook it. */
export async function extractUpload(
  context: ServerContext,
  acting: Acting,
  input: { upload: UploadRecord; extractor: Extractor; signal: AbortSignal | undefined },
): Promise<void> {
  const { upload, extractor } = input;
  const kind = extractor.plan(upload);
  if (kind === null) return;
  const signal = input.signal ?? new AbortController().signal;
  const attemptId = context.createId();
  const claim = { uploadId: upload.id, attemptId };
  if (!(await context.records.beginExtraction({ ...claim, kind, now: context.clock() }))) return;
  const key = demand(upload.objectKey);
  const result = await extractor.extract({
    upload,
    read: async (range) => {
      const { body } = await context.reader.getObject({
        key,
        ...(range !== undefined && { range }),
        signal,
      });
      return body;
    },
    signal,
  });
  const now = context.clock();
  const isMissing = 'reason' in result;
  await context.records.finishExtraction({
    ...claim,
    result,
    event: auditEvent(acting, upload, now, {
      action: 'extraction.made',
      details: { kind: isMissing ? kind : result.kind, outcome: isMissing ? result.reason : 'available' },
    }),
    now,
  });
}
