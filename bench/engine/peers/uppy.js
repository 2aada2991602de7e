import AwsS3 from '@uppy/aws-s3';
import Uppy from '@uppy/core';

window.upload = async (files, { progress }) => {
  const uppy = new Uppy();
  const signRequest = async (request) => {
    const response = await fetch('/uppy', { method: 'POST', body: JSON.stringify(request) });
    return response.json();
  };
  uppy.use(AwsS3, { signRequest });
  uppy.on('progress', (percent) => progress(percent, 100));
  uppy.addFiles(files.map((file) => ({ name: file.name, type: file.type, data: file })));
  const { failed } = await uppy.upload();
  if (failed.length > 0) throw new Error(String(failed[0].error));
};
