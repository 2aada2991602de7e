// The floor: one handshake for all files, then a PUT for each, six at a time.
import { pool, post, put, track } from './floor.js';

window.upload = async (files, context) => {
  const progress = track(files, context);
  const grants = await post('/raw', { count: files.length, contentType: files[0].type });
  await pool(6, files, (file, index) => {
    const { signedUrl, headers } = grants[index];
    return put(signedUrl, file, headers, (bytes) => progress(index, bytes));
  });
};
