import { describe, expect, it } from 'vitest';
import { describeMilestone, milestoneOf } from './milestoneOf.ts';

const totals = { active: 0, count: 0, done: 0, failed: 0, paused: 0, progress: 0 };
const say = (more: Partial<typeof totals>) => describeMilestone(milestoneOf({ ...totals, ...more }));

describe('milestones', () => {
  it('say nothing of nothing', () => {
    expect(say({})).toBe('');
  });

  it('say the start, each quarter once, and the end, and nothing between', () => {
    const steps = Array.from({ length: 101 }, (_, percent) =>
      say({ count: 4, active: 4, progress: percent / 100 }),
    );
    expect([...new Set(steps)]).toEqual([
      'Uploading 4 files.',
      '25 percent of 4 files uploaded.',
      '50 percent of 4 files uploaded.',
      '75 percent of 4 files uploaded.',
    ]);
    expect(say({ count: 4, done: 4, progress: 1 })).toBe('4 of 4 files uploaded.');
  });

  it('say what did not arrive', () => {
    expect(say({ count: 4, done: 1, failed: 1, paused: 2 })).toBe(
      '1 of 4 files uploaded. 2 files paused. 1 file could not be uploaded.',
    );
  });
});
