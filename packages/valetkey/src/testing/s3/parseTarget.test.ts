import { describe, expect, it } from 'vitest';
import { parseTarget } from './parseTarget.ts';

const hostNames = ['localhost', 'two.localhost'];

describe('parseTarget', () => {
  it.each([
    ['127.0.0.1:9000', '/files/a/b', 'files', 'a/b'],
    ['localhost:9000', '/files/a/b', 'files', 'a/b'],
    ['two.localhost:9000', '/files/a/b', 'files', 'a/b'],
    ['files.localhost:9000', '/a/b', 'files', 'a/b'],
    ['files.two.localhost:9000', '/a/b', 'files.two', 'a/b'],
    ['TWO.localhost', '/files', 'files', null],
  ])('reads of %s%s the bucket %s and the key %s', (host, url, bucket, key) => {
    expect(parseTarget(url, host, hostNames)).toMatchObject({ bucket, key });
  });

  it('reads a bucket below the first listed name that fits', () => {
    const target = parseTarget('/a', 'files.two.localhost', hostNames.toReversed());
    expect(target).toMatchObject({ bucket: 'files', key: 'a' });
  });
});
