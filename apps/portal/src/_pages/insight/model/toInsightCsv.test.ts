import { expect, it } from 'vitest';
import { toInsightCsv } from './toInsightCsv';

it('has every figure once, and no cell that a spreadsheet program runs', () => {
  const period = { from: '2030-01-02T00:00:00Z', to: '2030-01-03T00:00:00Z' };
  const csv = toInsightCsv({
    ...period,
    figures: { files: { image: 3 }, not_verified: { '=1+1': 1 } },
    before: { ...period, figures: { files: { image: 2, video: 1 } } },
    bucket: 'week',
    days: [{ day: '2030-01-02', until: '2030-01-05', handshakes: 4, stored: 3, bytes: 9 }],
    waiting: [{ since: 'more', files: 1000, isMore: true }],
  });
  expect(csv.split('\r\n').map((line) => line.replace(`${period.from},${period.to},`, ''))).toEqual([
    'from,to,measure,key,value,before',
    'files,image,3,2',
    'files,video,0,1',
    "not_verified,'=1+1,1,0",
    'week handshakes,2030-01-02,4,',
    'week stored,2030-01-02,3,',
    'week bytes,2030-01-02,9,',
    'waiting,more,1000+,',
    '',
  ]);
});
