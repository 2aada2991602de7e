import { uploadFiles } from '@better-upload/client';

window.upload = async (files, { isBig, progress }) => {
  const shares = new Map();
  const { failedFiles } = await uploadFiles({
    api: '/better-upload',
    route: isBig ? 'big' : 'files',
    files,
    retry: 3,
    retryDelay: 100,
    onFileStateChange({ file }) {
      shares.set(file.objectInfo.key, file.progress);
      progress(
        [...shares.values()].reduce((sum, share) => sum + share, 0),
        files.length,
      );
    },
  });
  if (failedFiles.length > 0) throw new Error(`${failedFiles.length} files failed`);
};
