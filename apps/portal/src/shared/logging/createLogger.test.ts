import { describe, expect, it } from 'vitest';
import { redactText } from './createLogger';

describe('redactText', () => {
  it('takes every part of a signed query out and leaves the rest', () => {
    const url =
      'https://s3.example/b/k?X-Amz-Credential=AKIA%2F1&X-Amz-Signature=abc123&x-amz-security-token=tok&response-content-type=text%2Fplain';
    const text = redactText(`fetch failed: ${url} (ECONNRESET)`);
    expect(text).not.toMatch(/AKIA|abc123|tok[^e]/);
    expect(text).toContain('https://s3.example/b/k?');
    expect(text).toContain('response-content-type=text%2Fplain');
  });

  it('takes the password out of connection strings', () => {
    expect(redactText('connect postgres://app:hunter2@db:5432/x failed')).toBe(
      'connect postgres://app:***@db:5432/x failed',
    );
  });
});
