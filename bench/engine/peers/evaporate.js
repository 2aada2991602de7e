import Evaporate from 'evaporate';
import { sha256 } from 'js-sha256';
import SparkMD5 from 'spark-md5';
import { track } from './floor.js';

window.upload = async (files, context) => {
  const progress = track(files, context);
  const evaporate = await Evaporate.create({
    signerUrl: '/evaporate',
    sendCanonicalRequestToSignerUrl: true,
    aws_key: context.accessKeyId,
    bucket: context.bucket,
    aws_url: context.storeOrigin,
    awsRegion: context.region,
    awsSignatureVersion: '4',
    computeContentMd5: true,
    logging: false,
    cloudfront: false,
    s3FileCacheHoursAgo: 0,
    cryptoMd5Method: (data) => btoa(SparkMD5.ArrayBuffer.hash(data, true)),
    cryptoHexEncodedHash256: sha256,
  });
  await Promise.all(
    files.map((file, index) =>
      evaporate.add({
        name: `raw/${index}-${file.name}`,
        file,
        contentType: file.type,
        progress: (share) => progress(index, share * file.size),
      }),
    ),
  );
};
