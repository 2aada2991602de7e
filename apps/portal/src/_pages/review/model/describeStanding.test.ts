import { describe, expect, it } from 'vitest';
import { describeStanding } from './describeStanding';

const viewer = { viewerId: 'rita', now: Date.parse('2026-11-25T12:00:00Z') };
const file = {
  owner: { id: 'alice', name: 'Alice', email: 'alice@example.com' },
  state: 'available',
  review: 'in_review',
  claim: null,
} as const;
const claimBy = (id: string, until: string) => ({ by: { id, name: id }, until });

describe('what the viewer may do', () => {
  it.each([
    ['free', file],
    ['mine', { ...file, claim: claimBy('rita', '2026-11-25T12:10:00Z') }],
    ['theirs', { ...file, claim: claimBy('ravi', '2026-11-25T12:10:00Z') }],
    ['free', { ...file, claim: claimBy('ravi', '2026-11-25T11:59:00Z') }],
    ['decided', { ...file, review: 'approved' as const }],
    ['unreadable', { ...file, state: 'verifying' as const }],
    // Whoever owns it learns nothing else first.
    ['own', { ...file, owner: { ...file.owner, id: 'rita' }, state: 'rejected' as const }],
  ] as const)('%s', (standing, given) => expect(describeStanding(given, viewer)).toBe(standing));
});
