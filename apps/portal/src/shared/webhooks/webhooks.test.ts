import { readFile } from 'node:fs/promises';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PortalError } from '@/shared/api/index.server';
import { hostileRows } from '../../../test/hostileRows';
import { isLoopbackAddress, isPublicAddress } from './isPublicAddress';
import { parseWebhookUrl } from './parseWebhookUrl';
import { signWebhook } from './signWebhook';
import { webhookPayload } from './webhookPayload';
import { createWebhookSecrets } from './webhookSecrets';

describe('isPublicAddress', () => {
  it.each(['93.184.216.34', '8.8.8.8', '2606:2800:220:1:248:1893:25c8:1946', '2a00:1450:4001:82a::200e'])(
    '%s is one',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '100.64.0.1',
    '100.100.100.200',
    '127.0.0.1',
    '127.255.255.254',
    '168.63.129.16',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.192',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.51.100.7',
    '203.0.113.7',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::ffff:0:127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::7f00:1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '3fff::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '2130706433x',
    '',
    'example.com',
  ])('%s is none', (address) => expect(isPublicAddress(address)).toBe(false));

  it('knows its own machine', () => {
    expect(['127.0.0.1', '127.1.2.3', '::1'].map(isLoopbackAddress)).toEqual([true, true, true]);
    expect(['10.0.0.1', '8.8.8.8', '::ffff:127.0.0.1'].map(isLoopbackAddress)).toEqual([false, false, false]);
  });
});

const codeOf = (url: string, isLoopbackAllowed: boolean) => {
  try {
    return parseWebhookUrl(url, { isLoopbackAllowed }).href;
  } catch (error) {
    return error instanceof PortalError ? error.problem : error;
  }
};

describe('parseWebhookUrl', () => {
  it.each(hostileRows('webhook-url').map((row) => [row.id, row] as const))(
    '%s',
    (_id, { input, expected }) => {
      expect(expected.outcome).toBe('reject');
      for (const isLoopbackAllowed of [false, true])
        expect(codeOf(String(input.value), isLoopbackAllowed)).toBe(expected.code);
    },
  );

  it.each([
    ['https://example.com', 'https://example.com/'],
    ['https://EXAMPLE.com:443/hook?x=1', 'https://example.com/hook?x=1'],
    ['https://hooks.example.com:8443/a%20b', 'https://hooks.example.com:8443/a%20b'],
    ['https://xn--mnchen-3ya.de/', 'https://xn--mnchen-3ya.de/'],
    ['https://93.184.216.34/hook', 'https://93.184.216.34/hook'],
  ])('%s is taken', (url, href) => expect(codeOf(url, false)).toBe(href));

  it.each([
    '',
    'example.com',
    'http://example.com/',
    'ftp://example.com/',
    'javascript:alert(1)',
    'https://',
    'https://münchen.de/',
    'https://@example.com/',
    'https://example.com:80/',
    'https://example.com:0/',
    'https://example.com/a b',
    'https://exa\tmple.com/',
    'https:example.com',
    'https:///example.com',
    'https://intranet/',
    'https://printer.local/',
    'https://metadata.google.internal/',
    'https://app.localhost/',
    'https://example.com./',
    'https://127.1/',
    'https://[::ffff:10.0.0.1]/',
    'https://10.0.0.1/',
    `https://example.com/${'a'.repeat(1_000)}`,
  ])('%s is refused', (url) => {
    expect(codeOf(url, false)).toBe('INVALID_WEBHOOK_URL');
    expect(codeOf(url, true)).toBe('INVALID_WEBHOOK_URL');
  });

  it('takes http to this machine where that is allowed, and to nothing else', () => {
    for (const url of ['http://127.0.0.1:4000/x', 'http://localhost:4000/x', 'http://[::1]:4000/x']) {
      expect(codeOf(url, true)).toBe(url);
      expect(codeOf(url, false)).toBe('INVALID_WEBHOOK_URL');
    }
    for (const url of [
      'http://127.0.0.2/',
      'http://10.0.0.1/',
      'http://127.1/',
      'http://a@localhost/',
      'https://localhost/',
    ])
      expect(codeOf(url, true)).toBe('INVALID_WEBHOOK_URL');
  });
});

describe('secrets', () => {
  const secrets = createWebhookSecrets('s'.repeat(32));

  it('are long, never the same, and stored unreadably', () => {
    const [one, other] = [secrets.create(), secrets.create()];
    expect(one).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(one).not.toBe(other);
    const sealed = secrets.seal(one, 'a');
    expect(sealed).not.toContain(one.slice(6, 20));
    expect(secrets.seal(one, 'a')).not.toBe(sealed);
    expect(secrets.open(sealed, 'a')).toBe(one);
  });

  it('are readable for their endpoint, with their key, as they were stored', () => {
    const sealed = secrets.seal(secrets.create(), 'a');
    expect(() => secrets.open(sealed, 'b')).toThrow();
    expect(() => createWebhookSecrets('t'.repeat(32)).open(sealed, 'a')).toThrow();
    const changed = Buffer.from(sealed, 'base64');
    changed[30]! ^= 1;
    expect(() => secrets.open(changed.toString('base64'), 'a')).toThrow();
    expect(() => secrets.open('', 'a')).toThrow();
  });
});

describe('signWebhook', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

  it('makes the signature of the specification’s own example', () => {
    expect(
      signWebhook({
        messageId: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        at: new Date(1_614_265_330_000),
        body: '{"test": 2432232314}',
        secrets: [secret],
      }),
    ).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('is understood by the public library, with either of two secrets', () => {
    const other = createWebhookSecrets('s'.repeat(32)).create();
    const body = '{"type":"file.available"}';
    const headers = signWebhook({ messageId: 'evt_1', at: new Date(), body, secrets: [other, secret] });
    for (const one of [secret, other])
      expect(new Webhook(one).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow('No matching signature found');
  });

  it('WD-009 is refused by the public library, whatever the length of the secret or the form of the signature', () => {
    const body = '{}';
    const headers = signWebhook({ messageId: 'evt_1', at: new Date(), body, secrets: [secret] });
    const short = `whsec_${Buffer.from('short').toString('base64')}`;
    expect(() => new Webhook(short).verify(body, headers)).toThrow('No matching signature found');
    for (const signature of [
      '',
      'v1,',
      'v1,AAAA',
      headers['webhook-signature']!.replace('v1,', 'v2,'),
      'nonsense',
    ])
      expect(() => new Webhook(secret).verify(body, { ...headers, 'webhook-signature': signature })).toThrow(
        /No matching signature found|Missing required headers/,
      );
  });
});

it('the schema that receivers get is the one that messages are held against, open for what may be added', async () => {
  const schema = z.toJSONSchema(webhookPayload, {
    override: ({ jsonSchema }) => {
      delete jsonSchema.additionalProperties;
    },
  });
  const published = new URL('../../../../../docs/webhooks.schema.json', import.meta.url);
  expect(JSON.parse(await readFile(published, 'utf8'))).toEqual({
    title: 'Messages of Valet Key to other systems',
    ...schema,
  });
});
