import { describe, expect, it } from 'vitest';
import { isSnsAddress, parseStorageEvents } from './parseStorageEvents';

const key = 'incoming/abc234';
const record = (eventName: string, bucket = 'files', name = key) => ({
  eventVersion: '2.2',
  eventSource: 'aws:s3',
  eventName,
  s3: { bucket: { name: bucket }, object: { key: name, size: 13 } },
});
const arrivals = (...keys: string[]) => ({
  kind: 'arrivals',
  arrivals: keys.map((one) => ({ bucket: 'files', key: one })),
});
const notification = (message: unknown) => ({
  Type: 'Notification',
  MessageId: '1',
  TopicArn: 'arn:aws:sns:eu-central-1:1:t',
  Message: typeof message === 'string' ? message : JSON.stringify(message),
});
const read = (body: unknown) => parseStorageEvents(JSON.stringify(body));

describe('parseStorageEvents', () => {
  it.each([
    ['Amazon S3', { Records: [record('ObjectCreated:Put')] }, arrivals(key)],
    ['a form', { Records: [record('ObjectCreated:Post')] }, arrivals(key)],
    [
      'MinIO',
      { EventName: 's3:ObjectCreated:Put', Key: `files/${key}`, Records: [record('s3:ObjectCreated:Put')] },
      arrivals(key),
    ],
    [
      'Ceph',
      { Records: [{ ...record('ObjectCreated:Post'), eventSource: 'ceph:s3', awsRegion: '' }] },
      arrivals(key),
    ],
    [
      'several',
      { Records: [record('ObjectCreated:Put'), record('ObjectCreated:Put', 'files', 'b')] },
      arrivals(key, 'b'),
    ],
    [
      'a key that is encoded as a form value',
      { Records: [record('ObjectCreated:Put', 'files', 'a+b%2Fc')] },
      arrivals('a b/c'),
    ],
    [
      'a key that cannot be decoded',
      { Records: [record('ObjectCreated:Put', 'files', 'a%')] },
      arrivals('a%'),
    ],
    ['SNS', notification({ Records: [record('ObjectCreated:Put')] }), arrivals(key)],
    [
      'EventBridge',
      {
        source: 'aws.s3',
        'detail-type': 'Object Created',
        detail: { bucket: { name: 'files' }, object: { key } },
      },
      arrivals(key),
    ],
    ['another kind of event', { Records: [record('ObjectRemoved:Delete')] }, arrivals()],
    [
      'another kind of event of EventBridge',
      { source: 'aws.s3', 'detail-type': 'Object Deleted', detail: {} },
      arrivals(),
    ],
    [
      'the test event of Amazon',
      { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'files' },
      arrivals(),
    ],
    ['the end of a subscription', { Type: 'UnsubscribeConfirmation' }, arrivals()],
    [
      'records of another form',
      { Records: [null, 1, [], {}, { eventName: 1 }, { eventName: 'ObjectCreated:Put', s3: 1 }] },
      arrivals(),
    ],
    [
      'a topic that asks',
      { Type: 'SubscriptionConfirmation', SubscribeURL: 'https://x' },
      { kind: 'subscription', confirmUrl: 'https://x' },
    ],
    ['a topic that asks without an address', { Type: 'SubscriptionConfirmation' }, null],
    [
      'a topic that carries a question',
      notification({ Type: 'SubscriptionConfirmation', SubscribeURL: 'https://x' }),
      null,
    ],
    ['a topic that carries nothing', notification('hello'), null],
    ['too many', { Records: Array(1_001).fill(record('ObjectCreated:Put')) }, null],
    ['an empty object', {}, null],
    ['a list', [record('ObjectCreated:Put')], null],
  ])('%s', (_, body, expected) => {
    expect(read(body)).toEqual(expected);
  });

  it('text that is no JSON', () => {
    expect(parseStorageEvents('{')).toBe(null);
    expect(parseStorageEvents('')).toBe(null);
  });
});

describe('isSnsAddress', () => {
  it.each([
    ['https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=t', true],
    ['https://sns.cn-north-1.amazonaws.com.cn/?Action=ConfirmSubscription', true],
    ['http://sns.eu-central-1.amazonaws.com/', false],
    ['https://sns.eu-central-1.amazonaws.com:8443/', false],
    ['https://user:word@sns.eu-central-1.amazonaws.com/', false],
    ['https://sns.eu-central-1.amazonaws.com.evil.example/', false],
    ['https://evil.example/sns.eu-central-1.amazonaws.com', false],
    ['https://sns.evil.example#.amazonaws.com', false],
    ['https://sns.x.y.amazonaws.com/', false],
    ['https://169.254.169.254/', false],
    ['not an address', false],
  ])('%s', (address, expected) => {
    expect(isSnsAddress(address)).toBe(expected);
  });
});
