// The floor with parts of 16 MiB, six at a time.
import { pool, post, put, track } from './floor.js';

const partSize = 16 * 1024 * 1024;

window.upload = async ([file], context) => {
  const progress = track([file], context);
  const { key, uploadId, urls } = await post('/raw-parts', { partCount: Math.ceil(file.size / partSize) });
  await pool(6, urls, (url, index) =>
    put(url, file.slice(index * partSize, (index + 1) * partSize), {}, (bytes) => progress(index, bytes)),
  );
  await post('/raw-complete', { key, uploadId });
};
