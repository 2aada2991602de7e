import { expect, it } from 'vitest';
import { bucketOf, maxInsightDays } from './bucketOf';

it('has days to a quarter, weeks to a year and months beyond', () => {
  expect([1, 92, 93, 366, 367, maxInsightDays].map(bucketOf)).toEqual([
    'day',
    'day',
    'week',
    'week',
    'month',
    'month',
  ]);
});
