import { describe, expect, it } from 'vitest';
import { accessCsvHeader, toAccessCsvLines } from './accessCsv';

describe('the access report as CSV', () => {
  it('has a line for each row, and no cell that a spreadsheet program runs', () => {
    const names = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', 'a "b", c\r\nd'];
    const rows = names.map((name) => ({
      actor: { type: 'user', id: 'rita', name, email: '' },
      file: 'f',
      fileName: name,
      action: 'url.signed',
      purpose: 'original',
      versions: [1, 3],
      reasons: [name, 'an older one'],
      count: 2,
      first: '2030-01-01T00:00:00.000Z',
      last: '2030-01-02T00:00:00.000Z',
    }));
    expect(accessCsvHeader).toBe(
      'actor,actorName,actorEmail,file,fileName,action,purpose,versions,count,first,last,newestReason\r\n',
    );
    for (const [index, name] of names.entries()) {
      const line = toAccessCsvLines([rows[index]!]);
      const cell = index < 5 ? `'${name}` : '"a ""b"", c\r\nd"';
      expect(line).toBe(
        `rita,${cell},,f,${cell},url.signed,original,1 3,2,2030-01-01T00:00:00.000Z,2030-01-02T00:00:00.000Z,${cell}\r\n`,
      );
    }
  });
});
