import { AwsClient } from 'aws4fetch';
import type { Grant } from 'valetkey/protocol';
import { describe, expect, inject, it } from 'vitest';
import { anonymous, clientOf } from '../clients.ts';
import { makePng } from '../makeFile.ts';
import { sendBytes } from '../transfer.ts';

const { eventsSecret } = inject('system');
const run = `e${Date.now()}`;

type Sent = { key: string; bucket: string; objectKey: string };

/** Bytes that are at the store while nobody says so: the client's completion is lost. */
async function send(name: string, isSent = true): Promise<Sent> {
  const bytes = makePng(8);
  const { json } = await clientOf('alice').post('/api/upload', {
    files: [{ name: `${run} ${name}.png`, contentType: 'image/png', size: bytes.byteLength }],
  });
  const grant = json.uploads[0] as Exclude<Grant, { kind: 'multipart' }>;
  if (isSent) await sendBytes(grant, bytes);
  const url = new URL(grant.signedUrl);
  const [bucket = '', ...rest] = url.pathname.slice(1).split('/');
  const objectKey = 'fields' in grant ? String(grant.fields.key) : rest.join('/');
  return { key: grant.key, bucket, objectKey };
}

const stateOf = async ({ key }: Sent) => (await clientOf('alice').get(`/api/files/${key}`)).json.state;
const notify = (body: unknown, authorization?: string) =>
  anonymous().post('/api/storage-events', body, {
    headers: authorization === undefined ? {} : { authorization },
  });
const bearer = `Bearer ${eventsSecret}`;
const records = (...sent: Sent[]) => ({
  Records: sent.map(({ bucket, objectKey }) => ({
    eventName: 'ObjectCreated:Post',
    s3: { bucket: { name: bucket }, object: { key: objectKey } },
  })),
});

describe.skipIf(eventsSecret === null)('what the store says has arrived', () => {
  it('settles an upload whose client never said so, in every form, once, and believes the store alone', async () => {
    const [plain, inSns, inBridge, twice, foreign] = await Promise.all(
      ['plain', 'sns', 'bridge', 'twice', 'foreign'].map((name) => send(name)),
    );
    const never = await send('never', false);
    const basic = `Basic ${Buffer.from(`events:${eventsSecret}`).toString('base64')}`;
    expect(await notify(records(plain!), basic)).toMatchObject({ status: 200, json: { settling: 1 } });
    const topic = { Type: 'Notification', Message: JSON.stringify(records(inSns!)) };
    expect(await notify(topic, bearer)).toMatchObject({ status: 200, json: { settling: 1 } });
    const detail = { bucket: { name: inBridge!.bucket }, object: { key: inBridge!.objectKey } };
    const bridge = { source: 'aws.s3', 'detail-type': 'Object Created', detail };
    expect(await notify(bridge, bearer)).toMatchObject({ status: 200, json: { settling: 1 } });
    for (let time = 0; time < 2; time += 1)
      expect(await notify(records(twice!, twice!), bearer)).toMatchObject({ json: { settling: 1 } });
    expect(await notify(records(never), bearer)).toMatchObject({ status: 200, json: { settling: 1 } });
    const elsewhere = { ...foreign!, bucket: 'another-bucket' };
    expect(await notify(records(elsewhere), bearer)).toMatchObject({ json: { settling: 0 } });

    for (const sent of [plain, inSns, inBridge, twice])
      await expect.poll(() => stateOf(sent!), { timeout: 60_000 }).toBe('available');
    const { events } = (await clientOf('ada').get(`/api/audit?file=${twice!.key}&action=file.uploaded`)).json;
    expect(events).toHaveLength(1);
    // Late events are about what is settled.
    expect(await notify(records(plain!, twice!), bearer)).toMatchObject({ json: { settling: 0 } });
    const { json } = await clientOf('alice').get('/api/upload?state=reserved');
    const unfinished = json.uploads.map((one: { key: string }) => one.key);
    expect(unfinished).toEqual(expect.arrayContaining([never.key, foreign!.key]));
  });

  it.runIf(process.env.E2E_STORE === 'ceph')('comes from the gateway itself', async () => {
    const { S3_ENDPOINT, S3_REGION, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, S3_BUCKET_NAME } = process.env;
    const signing = {
      accessKeyId: S3_ACCESS_KEY_ID ?? '',
      secretAccessKey: S3_SECRET_ACCESS_KEY ?? '',
      region: S3_REGION ?? '',
    };
    const signed = new AwsClient({ ...signing, service: 's3' });
    const topics = new AwsClient({ ...signing, service: 'sns' });
    const { port } = new URL(inject('system').url);
    const topic = await topics.fetch(`${S3_ENDPOINT}/`, {
      method: 'POST',
      // It takes passwords over https only; this says that a proxy spoke it.
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-proto': 'https' },
      body: new URLSearchParams({
        Action: 'CreateTopic',
        Name: 'arrivals',
        'Attributes.entry.1.key': 'push-endpoint',
        'Attributes.entry.1.value': `http://events:${eventsSecret}@localhost:${port}/api/storage-events`,
      }).toString(),
    });
    const arn = /<TopicArn>([^<]+)</.exec(await topic.text())?.[1];
    expect(topic.status, 'CreateTopic').toBe(200);
    const filter =
      '<Filter><S3Key><FilterRule><Name>prefix</Name><Value>incoming/</Value></FilterRule></S3Key></Filter>';
    const configured = await signed.fetch(`${S3_ENDPOINT}/${S3_BUCKET_NAME}?notification`, {
      method: 'PUT',
      body: `<NotificationConfiguration><TopicConfiguration><Id>arrivals</Id><Topic>${arn}</Topic><Event>s3:ObjectCreated:*</Event>${filter}</TopicConfiguration></NotificationConfiguration>`,
    });
    expect(configured.status, await configured.text()).toBe(200);
    try {
      const sent = await send('pushed');
      await expect.poll(() => stateOf(sent), { timeout: 60_000 }).toBe('available');
    } finally {
      await signed.fetch(`${S3_ENDPOINT}/${S3_BUCKET_NAME}?notification`, { method: 'DELETE' });
    }
  });

  it('takes nothing from who does not know the secret, and says how to send it (ST-011)', async () => {
    const sent = await send('forged');
    for (const authorization of [undefined, 'Bearer', 'Bearer wrong', `Basic ${btoa(`${eventsSecret}:`)}`]) {
      const reply = await notify(records(sent), authorization);
      expect(reply, String(authorization)).toMatchObject({ status: 401, json: { code: 'UNAUTHENTICATED' } });
      expect(reply.headers['www-authenticate']).toBe(undefined);
    }
    // Amazon SNS sends its password when it is asked for it; a browser would ask whoever sits in front of it.
    const asked = await anonymous().post('/api/storage-events', records(sent), {
      headers: { 'x-amz-sns-message-type': 'Notification' },
    });
    expect(asked.status).toBe(401);
    expect(asked.headers['www-authenticate']).toMatch(/^Basic /);
    // Somebody who is signed in, an administrator too, is no store.
    expect((await clientOf('ada').post('/api/storage-events', records(sent))).status).toBe(401);
    for (const [body, status, code] of [
      [{}, 400, 'INVALID_BODY'],
      [{ Records: Array(1_001).fill({}) }, 400, 'INVALID_BODY'],
      [{ Type: 'SubscriptionConfirmation', SubscribeURL: 'http://127.0.0.1:1/' }, 400, 'INVALID_BODY'],
      [{ Records: [{ text: 'x'.repeat(2 ** 20) }] }, 413, 'BODY_TOO_LARGE'],
    ] as const)
      expect(await notify(body, bearer), JSON.stringify(body).slice(0, 60)).toMatchObject({
        status,
        json: { code },
      });
    const { json } = await clientOf('alice').get('/api/upload?state=reserved');
    expect(json.uploads.map((one: { key: string }) => one.key)).toContain(sent.key);
  });
});
