import {
  bytes,
  type ConformanceCheck,
  check,
  ensure,
  equal,
  expectContent,
  expectMissing,
  expectRefused,
  expectStatus,
  get,
  head,
  put,
} from './ConformanceContext.ts';

export const objectChecks: readonly ConformanceCheck[] = [
  check('O01', 'M', 'ranges: first, middle, open, suffix are 206; outside is 416', async (context) => {
    const { client, bucket } = context;
    const content = bytes(10_000, 1);
    await put(context, 'O01/x', content);
    const cases: [string, number, number][] = [
      ['bytes=0-0', 0, 0],
      ['bytes=100-199', 100, 199],
      ['bytes=9990-', 9990, 9999],
      ['bytes=-10', 9990, 9999],
      ['bytes=9990-20000', 9990, 9999],
    ];
    for (const [range, start, end] of cases) {
      const response = expectStatus(
        await client.send({ method: 'GET', bucket, key: 'O01/x', headers: { range } }),
        206,
      );
      ensure(response.body.equals(content.subarray(start, end + 1)), `other bytes for ${range}`);
      equal(response.headers['content-range'], `bytes ${start}-${end}/10000`, 'Content-Range');
    }
    expectStatus(
      await client.send({ method: 'GET', bucket, key: 'O01/x', headers: { range: 'bytes=10000-' } }),
      416,
      'InvalidRange',
    );
  }),
  check(
    'O02',
    'M',
    'response-* overrides in a presigned GET; control characters split nothing',
    async (context) => {
      const { client, bucket } = context;
      await put(context, 'O02/x', 'x', { 'content-type': 'text/html' });
      const disposition = `attachment; filename="x.txt"; filename*=UTF-8''n%C3%A4me.txt`;
      const query = {
        'response-content-disposition': disposition,
        'response-content-type': 'application/octet-stream',
        'response-cache-control': 'no-store',
      };
      const { headers } = expectStatus(
        await client.use(client.presign({ method: 'GET', bucket, key: 'O02/x', query })),
        200,
      );
      equal(
        [headers['content-disposition'], headers['content-type'], headers['cache-control']],
        [disposition, 'application/octet-stream', 'no-store'],
        'overrides',
      );
      const split = { 'response-content-disposition': 'attachment\r\nx-evil: 1' };
      const response = await client.use(
        client.presign({ method: 'GET', bucket, key: 'O02/x', query: split }),
      );
      equal(response.headers['x-evil'], undefined, 'injected header');
    },
  ),
  check('O03', 'M', 'system and user metadata round trip', async (context) => {
    const headers = {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'private, max-age=1',
      'content-disposition': 'attachment; filename="a.txt"',
      'content-encoding': 'gzip',
      'content-language': 'de',
      expires: 'Thu, 01 Dec 2044 16:00:00 GMT',
      'x-amz-meta-uploadedby': 'user%201',
    };
    await put(context, 'O03/x', 'x', headers);
    for (const response of [await get(context, 'O03/x'), await head(context, 'O03/x')]) {
      for (const [name, value] of Object.entries(headers)) equal(response.headers[name], value, name);
    }
  }),
  check('O03b', 'N', 'metadata beyond ASCII, encoded as RFC 2047, comes back decodable', async (context) => {
    const encoded = `=?UTF-8?B?${Buffer.from('naïve €').toString('base64')}?=`;
    await put(context, 'O03b/x', 'x', { 'x-amz-meta-name': encoded });
    equal((await head(context, 'O03b/x')).headers['x-amz-meta-name'], encoded, 'metadata');
  }),
  check('O03c', 'N', 'user metadata above 2 KB is 400 MetadataTooLarge', async (context) => {
    const { client, bucket } = context;
    const headers = { 'x-amz-meta-a': 'a'.repeat(2100) };
    expectStatus(
      await client.send({ method: 'PUT', bucket, key: 'O03c/x', body: 'x', headers }),
      400,
      'MetadataTooLarge',
    );
  }),
  check('O04', 'N', 'tags: put, get, delete, on PutObject, counted', async (context) => {
    const { client, bucket } = context;
    const request = { bucket, key: 'O04/x', query: { tagging: '' } };
    await put(context, 'O04/x', 'x', { 'x-amz-tagging': 'a=b&c=d%20e' });
    equal((await head(context, 'O04/x')).headers['x-amz-tagging-count'], '2', 'number of tags');
    const body = '<Tagging><TagSet><Tag><Key>z</Key><Value>ü</Value></Tag></TagSet></Tagging>';
    expectStatus(await client.send({ ...request, method: 'PUT', body }), 200);
    const got = expectStatus(await client.send({ ...request, method: 'GET' }), 200);
    equal([got.tags('Key'), got.tags('Value')], [['z'], ['ü']], 'tags');
    await expectContent(context, 'O04/x', 'x');
    expectStatus(await client.send({ ...request, method: 'DELETE' }), 204);
    equal((await client.send({ ...request, method: 'GET' })).tags('Key'), [], 'tags after delete');
    await expectContent(context, 'O04/x', 'x');
  }),
  check(
    'O05',
    'M',
    'CopyObject: keeps or replaces metadata, across buckets, odd keys; missing source 404',
    async (context) => {
      const { client, bucket, otherBucket } = context;
      await put(context, 'O05/a b+ü', 'content', { 'content-type': 'text/x', 'x-amz-meta-a': '1' });
      const source = { 'x-amz-copy-source': `/${bucket}/O05/${encodeURIComponent('a b+ü')}` };
      const copy = (target: string, key: string, headers: Record<string, string>) =>
        client.send({ method: 'PUT', bucket: target, key, headers: { ...source, ...headers } });
      ensure(expectStatus(await copy(bucket, 'O05/kept', {}), 200).tag('ETag'), 'no ETag');
      const kept = await expectContent(context, 'O05/kept', 'content');
      equal([kept.headers['content-type'], kept.headers['x-amz-meta-a']], ['text/x', '1'], 'kept metadata');
      const replace = {
        'x-amz-metadata-directive': 'REPLACE',
        'content-type': 'text/y',
        'x-amz-meta-b': '2',
      };
      expectStatus(await copy(bucket, 'O05/replaced', replace), 200);
      const { headers } = await expectContent(context, 'O05/replaced', 'content');
      equal(
        [headers['content-type'], headers['x-amz-meta-a'], headers['x-amz-meta-b']],
        ['text/y', undefined, '2'],
        'replaced metadata',
      );
      expectStatus(await copy(otherBucket, 'O05/other', {}), 200);
      equal(
        (await client.send({ method: 'GET', bucket: otherBucket, key: 'O05/other' })).text,
        'content',
        'content in the other bucket',
      );
      expectStatus(
        await copy(bucket, 'O05/none', { 'x-amz-copy-source': `/${bucket}/O05/missing` }),
        404,
        'NoSuchKey',
      );
      expectStatus(await client.send({ method: 'DELETE', bucket, key: 'O05/a b+ü' }), 204);
      await expectContent(context, 'O05/kept', 'content');
    },
  ),
  check(
    'O05b',
    'N',
    'CopyObject conditions; onto itself without a change 400, with REPLACE 200',
    async (context) => {
      const { client, bucket } = context;
      await put(context, 'O05b/x', 'content');
      const copy = (key: string, headers: Record<string, string>) =>
        client.send({
          method: 'PUT',
          bucket,
          key,
          headers: { 'x-amz-copy-source': `/${bucket}/O05b/x`, ...headers },
        });
      expectStatus(await copy('O05b/y', { 'x-amz-copy-source-if-match': '"0"' }), 412);
      expectStatus(await copy('O05b/x', {}), 400, 'InvalidRequest');
      expectStatus(await copy('O05b/x', { 'x-amz-metadata-directive': 'REPLACE', 'x-amz-meta-a': '1' }), 200);
      equal((await expectContent(context, 'O05b/x', 'content')).headers['x-amz-meta-a'], '1', 'metadata');
    },
  ),
  check('O06', 'M', 'DeleteObjects with missing and odd keys; DeleteObject is 204 twice', async (context) => {
    const { client, bucket } = context;
    const keys = ['O06/a&b', 'O06/<x>', 'O06/ü €'];
    for (const key of keys) await put(context, key, 'x');
    const escapeText = (text: string) =>
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    const body = `<Delete>${[...keys, 'O06/missing'].map((key) => `<Object><Key>${escapeText(key)}</Key></Object>`).join('')}</Delete>`;
    const { createHash } = await import('node:crypto');
    const headers = { 'content-md5': createHash('md5').update(body).digest('base64') };
    const response = expectStatus(
      await client.send({ method: 'POST', bucket, query: { delete: '' }, body, headers }),
      200,
    );
    equal(response.tags('Key').sort(), [...keys, 'O06/missing'].sort(), 'deleted keys');
    for (const key of keys) await expectMissing(context, key);
    for (let n = 0; n < 2; n++)
      expectStatus(await client.send({ method: 'DELETE', bucket, key: 'O06/one' }), 204);
  }),
  check('O10', 'N', 'bucket notifications: put and get', async (context) => {
    const bucket = await context.newBucket();
    const body =
      '<NotificationConfiguration><TopicConfiguration><Id>a</Id><Topic>arn:aws:sns:us-east-1:1:t</Topic><Event>s3:ObjectCreated:*</Event></TopicConfiguration></NotificationConfiguration>';
    const request = { bucket, query: { notification: '' } };
    expectStatus(await context.client.send({ ...request, method: 'PUT', body }), 200);
    equal(
      expectStatus(await context.client.send({ ...request, method: 'GET' }), 200).tag('Event'),
      's3:ObjectCreated:*',
      'event',
    );
  }),
  check('O09', 'M', 'lifecycle: put and get with abort and expiry', async (context) => {
    const bucket = await context.newBucket();
    const body =
      '<LifecycleConfiguration><Rule><ID>a</ID><Status>Enabled</Status><Filter><Prefix></Prefix></Filter><AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation></AbortIncompleteMultipartUpload></Rule>' +
      '<Rule><ID>b</ID><Status>Enabled</Status><Filter><Prefix>incoming/</Prefix></Filter><Expiration><Days>2</Days></Expiration></Rule></LifecycleConfiguration>';
    const request = { bucket, query: { lifecycle: '' } };
    const { createHash } = await import('node:crypto');
    const headers = { 'content-md5': createHash('md5').update(body).digest('base64') };
    expectStatus(await context.client.send({ ...request, method: 'PUT', body, headers }), 200);
    const got = expectStatus(await context.client.send({ ...request, method: 'GET' }), 200);
    equal([got.tag('DaysAfterInitiation'), got.tag('Days')], ['1', '2'], 'rules');
  }),
  check('O08', 'N', 'versioning: two versions, GET by version, delete marker, listing', async (context) => {
    const { client } = context;
    const bucket = await context.newBucket();
    const body = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';
    expectStatus(await client.send({ method: 'PUT', bucket, query: { versioning: '' }, body }), 200);
    const write = async (content: string) =>
      expectStatus(await client.send({ method: 'PUT', bucket, key: 'x', body: content }), 200).headers[
        'x-amz-version-id'
      ] as string;
    const [one, two] = [await write('one'), await write('two')];
    ensure(one && two && one !== two, 'no version ids');
    const read = (versionId: string) =>
      client.send({ method: 'GET', bucket, key: 'x', query: { versionId } });
    equal([(await read(one)).text, (await read(two)).text], ['one', 'two'], 'contents');
    equal(
      expectStatus(await client.send({ method: 'DELETE', bucket, key: 'x' }), 204).headers[
        'x-amz-delete-marker'
      ],
      'true',
      'marker',
    );
    expectStatus(await client.send({ method: 'GET', bucket, key: 'x' }), 404);
    const list = expectStatus(await client.send({ method: 'GET', bucket, query: { versions: '' } }), 200);
    equal(
      [list.tags('VersionId').length, list.tags('IsLatest')],
      [3, ['true', 'false', 'false']],
      'versions',
    );
    for (const versionId of list.tags('VersionId')) {
      expectStatus(await client.send({ method: 'DELETE', bucket, key: 'x', query: { versionId } }), 204);
    }
    const after = await client.send({ method: 'GET', bucket, query: { versions: '' } });
    equal(after.tags('VersionId'), [], 'versions after deletion');
  }),
  check('O11', 'M', 'POST policy: length range, fields, signature, expiry', async (context) => {
    const { client, bucket } = context;
    const range = [['content-length-range', 5, 10]];
    const key = 'O11/x';
    const fields = client.signPolicy({
      bucket,
      key,
      conditions: range,
      fields: { 'content-type': 'text/plain' },
    });
    expectStatus(await client.postForm(bucket, fields, '1234'), 400, 'EntityTooSmall');
    expectStatus(await client.postForm(bucket, fields, '12345678901'), 400, 'EntityTooLarge');
    expectStatus(
      await client.postForm(bucket, [...fields, ['acl', 'public-read']], '12345'),
      403,
      'AccessDenied',
    );
    expectStatus(
      await client.postForm(
        bucket,
        [...fields, ['success_action_redirect', 'https://evil.example']],
        '12345',
      ),
      403,
    );
    const changed = (name: string, value: string) =>
      fields.map(([field, own]): [string, string] => (field === name ? [field, value] : [field, own]));
    expectStatus(await client.postForm(bucket, changed('key', 'O11/other'), '12345'), 403);
    expectStatus(await client.postForm(bucket, changed('content-type', 'text/html'), '12345'), 403);
    expectStatus(await client.postForm(bucket, changed('x-amz-signature', '0'.repeat(64)), '12345'), 403);
    expectStatus(await client.postForm(bucket, [...fields, ['key', 'O11/other']], '12345'), [400, 403]);
    expectStatus(
      await client.postForm(bucket, client.signPolicy({ bucket, key, expiresInSeconds: -1 }), '12345'),
      403,
    );
    await expectMissing(context, key);
    expectStatus(await client.postForm(bucket, fields, '12345'), [200, 204]);
    equal((await expectContent(context, key, '12345')).headers['content-type'], 'text/plain', 'content-type');
    expectStatus(await client.postForm(bucket, fields, '1234567890'), [200, 204]);
  }),
  check('O11b', 'N', 'POST policy: a valid upload is accepted', async (context) => {
    const { client, bucket } = context;
    const content = bytes(100_000, 11);
    expectStatus(
      await client.postForm(bucket, client.signPolicy({ bucket, key: 'O11b/x' }), content),
      [200, 201, 204],
    );
    await expectContent(context, 'O11b/x', content);
  }),
  check('O14', 'M', 'NoSuchKey, NoSuchBucket, HEAD 404, empty object', async (context) => {
    const { client, bucket } = context;
    expectStatus(await get(context, 'O14/none'), 404, 'NoSuchKey');
    expectStatus(
      await client.send({ method: 'GET', bucket: `${bucket}-none`, key: 'x' }),
      404,
      'NoSuchBucket',
    );
    expectStatus(await head(context, 'O14/none'), 404);
    await put(context, 'O14/empty', '');
    equal((await expectContent(context, 'O14/empty', '')).headers['content-length'], '0', 'length');
  }),
  check('O15', 'M', '200 parallel PUTs of 32 KiB are all stored', async (context) => {
    await Promise.all(Array.from({ length: 200 }, (_, n) => put(context, `O15/${n}`, bytes(32_768, n + 1))));
    for (let n = 0; n < 200; n += 7) await expectContent(context, `O15/${n}`, bytes(32_768, n + 1));
    const { client, bucket } = context;
    const list = await client.send({ method: 'GET', bucket, query: { 'list-type': '2', prefix: 'O15/' } });
    equal(list.tags('Key').length, 200, 'number of keys');
  }),
  check('O16', 'M', '50 parallel PUTs to one key: body and ETag are of one writer', async (context) => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => put(context, 'O16/x', bytes(20_000, n + 1))),
    );
    const final = expectStatus(await get(context, 'O16/x'), 200);
    const writer = answers.findIndex(({ headers }) => headers.etag === final.headers.etag);
    ensure(writer >= 0 && final.body.equals(bytes(20_000, writer + 1)), 'body and ETag disagree');
  }),
  check('O17', 'M', 'an overwrite during a GET: the reader gets one version', async (context) => {
    const [before, after] = [bytes(20 * 1024 * 1024, 1), bytes(20 * 1024 * 1024, 2)];
    await put(context, 'O17/x', before);
    const reading = get(context, 'O17/x');
    await put(context, 'O17/x', after);
    const { body } = await reading;
    ensure(body.equals(before) || body.equals(after), 'a mixture of two versions');
    await expectContent(context, 'O17/x', after);
  }),
  check('O18', 'N', 'Expect: 100-continue is answered at once', async ({ client, bucket }) => {
    const started = performance.now();
    const signed = client.presign({ method: 'PUT', bucket, key: 'O18/x' });
    expectStatus(await client.use(signed, { body: bytes(6 * 1024 * 1024), expectContinue: true }), 200);
    ensure(performance.now() - started < 2000, 'it took more than two seconds');
  }),
  check('O19', 'N', 'a chunked PUT without a length is 411, or stored intact', async (context) => {
    const { client, bucket } = context;
    const content = bytes(100_000, 19);
    const response = await client.use(client.presign({ method: 'PUT', bucket, key: 'O19/x' }), {
      body: content,
      chunked: true,
    });
    if (response.status === 200) await expectContent(context, 'O19/x', content);
    else expectStatus(response, [411, 501]);
  }),
  check('O20', 'N', 'bucket policy: put and get', async (context) => {
    const bucket = await context.newBucket();
    const body = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:PutObject',
          Resource: `arn:aws:s3:::${bucket}/*`,
          Condition: { StringLike: { 's3:x-amz-acl': '?*' } },
        },
      ],
    });
    expectStatus(
      await context.client.send({ method: 'PUT', bucket, query: { policy: '' }, body }),
      [200, 204],
    );
    const got = expectStatus(
      await context.client.send({ method: 'GET', bucket, query: { policy: '' } }),
      200,
    );
    equal(JSON.parse(got.text).Statement[0].Effect, 'Deny', 'policy');
    const denied = await context.client.send({
      method: 'PUT',
      bucket,
      key: 'x',
      body: 'x',
      headers: { 'x-amz-acl': 'public-read' },
    });
    expectStatus(denied, 403);
    expectStatus(await context.client.send({ method: 'PUT', bucket, key: 'x', body: 'x' }), 200);
  }),
  check('O21', 'N', 'x-amz-server-side-encryption: AES256 is accepted and echoed', async (context) => {
    const response = await put(context, 'O21/x', 'x', { 'x-amz-server-side-encryption': 'AES256' });
    equal(response.headers['x-amz-server-side-encryption'], 'AES256', 'encryption');
  }),
  check('Z99', 'M', 'the server is alive at the end', async (context) => {
    await put(context, 'Z99/x', 'x');
    await expectContent(context, 'Z99/x', 'x');
    expectRefused(await context.client.raw({ method: 'GET', target: `/${context.bucket}/Z99/x` }));
  }),
];
