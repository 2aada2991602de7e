import { describe, expect, it } from 'vitest';
import { destinationsOf } from './navigation';

const places = (role: Parameters<typeof destinationsOf>[0]) => destinationsOf(role).map(({ href }) => href);

describe('destinationsOf', () => {
  it('shows nobody a place they may not go to', () => {
    expect(places('user')).toEqual(['/']);
    expect(places('reviewer')).toEqual(['/', '/review']);
    expect(places('lead')).toEqual(['/', '/review', '/insight']);
    expect(places('admin')).toEqual(['/', '/review', '/insight', '/admin']);
  });
});
