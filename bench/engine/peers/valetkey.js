import { createUploader } from 'valetkey/client';

window.upload = async (files, context) => {
  const { mode = 'one', progress, resume, checksums = false, connections = 6 } = context;
  const uploader = createUploader({ basePath: `/${mode}/api`, checksums, connections });
  window.uploader = uploader;
  uploader.subscribe(() => {
    const { uploads, totals } = uploader.getSnapshot();
    progress(totals.sentBytes, totals.sizeBytes);
    if (!context.storedAt && uploads.every(({ state }) => state === 'finishing' || state === 'done'))
      context.storedAt = performance.now();
  });
  const idle = new Promise((resolve) => {
    uploader.listen(({ type }) => type === 'idle' && resolve());
  });
  if (resume) {
    const [unfinished] = await uploader.findUnfinished();
    await uploader.continueUnfinished(unfinished, files[0]);
  } else {
    uploader.add(files);
  }
  await idle;
  const failed = uploader.getSnapshot().uploads.find(({ state }) => state !== 'done');
  if (failed) throw new Error(`${failed.state}: ${failed.error?.message}`);
};
