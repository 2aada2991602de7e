import { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { post, track } from './floor.js';

window.upload = async (files, context) => {
  const progress = track(files, context);
  const { credentials, region } = await post('/credentials', {});
  const client = new S3Client({ region, credentials, endpoint: context.storeOrigin, forcePathStyle: true });
  await Promise.all(
    files.map((file, index) => {
      const params = {
        Bucket: context.bucket,
        Key: `raw/${index}-${file.name}`,
        Body: file,
        ContentType: file.type,
      };
      const upload = new Upload({ client, params });
      upload.on('httpUploadProgress', ({ loaded }) => progress(index, loaded));
      return upload.done();
    }),
  );
};
