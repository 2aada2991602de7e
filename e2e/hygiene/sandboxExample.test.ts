import { createUploader } from 'valetkey/client';
import { createUploadSandbox } from 'valetkey/testing';
import { expect, it } from 'vitest';

it('keeps a file whose way breaks, and sends it on', async () => {
  const sandbox = createUploadSandbox({
    bytesPerSecond: 1_000,
    storeFault: ({ attempt }) => (attempt === 0 ? 'drop' : undefined),
  });
  const uploader = createUploader({ ports: sandbox.ports });
  await uploader.prepare();
  const [id] = uploader.add([new File([new Uint8Array(4_000)], 'report.pdf')]);
  await sandbox.advance(1_500);
  expect(uploader.getUpload(id!)).toMatchObject({ state: 'uploading', storageState: null });
  sandbox.setOnline(false);
  sandbox.setOnline(true);
  await sandbox.drain();
  expect(uploader.getUpload(id!)).toMatchObject({ state: 'done', sentBytes: 4_000 });
  expect(sandbox.sent).toHaveLength(2);
});
