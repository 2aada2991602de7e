import { describe, expect, it } from 'vitest';
import { canTransition, type StorageState, storageStates, storageTransitions } from './storageState.ts';

describe('the storage state table', () => {
  it('names only states that it has', () => {
    for (const to of Object.values(storageTransitions).flat()) expect(storageStates).toContain(to);
  });

  it('reaches every state from a reservation, and purged from every state', () => {
    const reachable = (start: StorageState) => {
      const seen = new Set<StorageState>([start]);
      for (const state of seen) for (const next of storageTransitions[state]) seen.add(next);
      return seen;
    };
    expect([...reachable('reserved')].sort()).toEqual([...storageStates].sort());
    for (const state of storageStates) expect(reachable(state)).toContain('purged');
  });

  it('makes nothing readable that was not verified', () => {
    const before = storageStates.filter((state) => canTransition(state, 'available'));
    expect(before.sort()).toEqual(['deleted', 'quarantined', 'verifying']);
  });

  it('lets nothing leave purged', () => {
    expect(storageTransitions.purged).toEqual([]);
  });
});
