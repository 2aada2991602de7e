import { expect, it } from 'vitest';
import { toInsightCsv } from './toInsightCsv';

it('has every figure once, and no cell that a spreadsheet program runs', () => {
  const period = { from: '2030-01-02T00:00:00Z', to: '2030-01-03T00:00:00Z' };
  const csv = toInsightCsv({
    ...period,
    figures: { files: { image: 3 }, not_verified: { '=1+1': 1 } },
    before: { ...period, figures: { files: { image: 2, video: 1 } } },
    days: [{ day: '2030-01-02', handshakes: 4, stored: 3, bytes: 9 }],
    waiting: [{ since: 'more', files: 1000, isMore: true }],
  });
  expect(csv.split('\r\n').map((line) => line.replace(`${period.from},${period.to},`, ''))).toEqual([
    'from,to,measure,key,value,before',
    'files,image,3,2',
    'files,video,0,1',
    "not_verified,'=1+1,1,0",
    'day handshakes,2030-01-02,4,',
    'day stored,2030-01-02,3,',
    'day bytes,2030-01-02,9,',
    'waiting,more,1000+,',
    '',
  ]);
});
