import { describe, expect, it } from 'vitest';
import { anonymous, clientOf } from '../clients.ts';

/** Run late: what they use up is shared by everybody on this network address for a minute. */
describe('rate limits', () => {
  const isLimited = expect.objectContaining({ status: 429, code: 'RATE_LIMITED' });

  it('AU-017: rotating X-Forwarded-For does not evade the limit on sign-in for one account', async () => {
    const visitor = anonymous();
    const replies = [];
    for (let attempt = 0; attempt < 12; attempt += 1) {
      const headers = { 'x-forwarded-for': `1.2.3.${attempt}`, 'x-real-ip': `1.2.4.${attempt}` };
      const credentials = { email: 'limited@example.com', password: `wrong ${attempt}` };
      replies.push(await visitor.post('/api/auth/sign-in/email', credentials, { headers }));
    }
    expect(replies.slice(0, 10).map(({ status }) => status)).toEqual(Array(10).fill(401));
    const last = replies.at(-1)!;
    expect(last.status).toBe(429);
    expect(last.json).toEqual(isLimited);
    expect(Number(last.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(last.headers['retry-after'])).toBeLessThanOrEqual(60);
  });

  it('AU-017: sign-in is limited for one network address, whatever the account', async () => {
    const visitor = anonymous();
    const statuses = [];
    for (let attempt = 0; attempt < 32; attempt += 1) {
      const headers = { 'x-forwarded-for': `5.6.7.${attempt}` };
      const credentials = { email: `nobody${attempt}@example.com`, password: 'wrong' };
      statuses.push((await visitor.post('/api/auth/sign-in/email', credentials, { headers })).status);
    }
    expect(statuses.at(-1)).toBe(429);
  });

  it('SZ-016: reservations count against the quota, and one over it reserves nothing', async () => {
    const ada = clientOf('ada');
    const unfinished = async () => (await ada.get('/api/upload?state=reserved')).json;
    const before = await unfinished();
    // One TiB is what an account may hold unless the operator says otherwise.
    const files = Array.from({ length: 205 }, (_, index) => ({
      name: `film ${index}.mp4`,
      size: 5 * 1024 ** 3,
      contentType: 'video/mp4',
    }));
    const reply = await ada.post('/api/upload', { files });
    expect(reply.json).toMatchObject({ status: 409, code: 'QUOTA_EXCEEDED' });
    expect(await unfinished()).toEqual(before);
  });

  it('handshakes: so many a minute for one account', async () => {
    const bob = clientOf('bob');
    let last = 0;
    // 120, or what the system of these tests was started with.
    for (let attempt = 0; attempt < 361 && last !== 429; attempt += 1) {
      last = (await bob.post('/api/upload', { contentType: 'image/png' })).status;
    }
    expect(last).toBe(429);
  });

  it('DL-007: download signing: 300 a minute for one account', async () => {
    const ravi = clientOf('ravi');
    let limitedAt = 0;
    for (let attempt = 1; attempt <= 310 && limitedAt === 0; attempt += 1) {
      const reply = await ravi.get(`/api/download?key=${'a'.repeat(26)}`);
      if (reply.status === 429) limitedAt = attempt;
    }
    expect(limitedAt).toBeGreaterThan(1);
    expect(limitedAt).toBeLessThanOrEqual(301);
  });
});
