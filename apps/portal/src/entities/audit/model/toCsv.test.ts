import { describe, expect, it } from 'vitest';
import type { AuditEvent } from './AuditEvent';
import { csvHeader, toCsvLines } from './toCsv';

const event: AuditEvent = {
  id: 'e',
  at: '2030-01-01T00:00:00.000Z',
  actor: { type: 'user', id: 'u', name: 'Ann', email: 'ann@example.com' },
  account: null,
  action: 'file.viewed',
  file: 'f',
  fileName: 'a.txt',
  version: 1,
  purpose: null,
  reason: null,
  requestId: 'r',
  hash: 'h',
  details: { a: 1 },
  sealed: true,
};

describe('toCsvLines', () => {
  it('writes one line for each event, quoted as RFC 4180 says', () => {
    expect(csvHeader.split(',')).toHaveLength(16);
    expect(toCsvLines([event])).toBe(
      'e,2030-01-01T00:00:00.000Z,user,u,Ann,ann@example.com,file.viewed,f,a.txt,1,,,"{""a"":1}",r,h,true\r\n',
    );
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(1)', "'@SUM(1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', '"\'\r=1"'],
    ['\0=1', "'\0=1"],
    ['=HYPERLINK("http://evil.example","x")', '"\'=HYPERLINK(""http://evil.example"",""x"")"'],
    ['a=1', 'a=1'],
    ['line\nbreak', '"line\nbreak"'],
  ])('keeps %j from being a formula', (reason, cell) => {
    expect(toCsvLines([{ ...event, reason, details: null }])).toContain(`,a.txt,1,,${cell},,r,h,true\r\n`);
  });
});
