import { describe, expect, it } from 'vitest';
import { describeStanding } from './describeStanding';

const viewer = { viewerId: 'rita', mayApproveSecond: false, now: Date.parse('2026-11-25T12:00:00Z') };
const file = {
  owner: { id: 'alice', name: 'Alice', email: 'alice@example.com' },
  state: 'available',
  review: 'in_review',
  claim: null,
  version: 2,
  decisions: [],
} as const;
const claimBy = (id: string, until: string) => ({ by: { id, name: id }, until });

const approvalOf = (id: string) => ({
  id: 'decision',
  version: 2,
  by: { id, name: id },
  at: '2026-11-25T11:00:00Z',
  decision: 'approve' as const,
  reasonCode: null,
  reasonLabel: null,
  message: null,
  note: null,
});
const waiting = { ...file, review: 'awaiting_second', decisions: [approvalOf('ravi')] } as const;

describe('who may be the second of two', () => {
  const lead = { ...viewer, viewerId: 'lea', mayApproveSecond: true };
  it.each([
    ['waits', waiting, viewer],
    ['free', waiting, lead],
    ['theirs', { ...waiting, claim: claimBy('ada', '2026-11-25T12:10:00Z') }, lead],
    // The first is not the second as well.
    ['waits', { ...waiting, decisions: [approvalOf('lea'), approvalOf('ravi')] }, lead],
    ['own', { ...waiting, owner: { ...file.owner, id: 'lea' }, decisions: [] }, lead],
  ] as const)('%s', (standing, given, who) => expect(describeStanding(given, who)).toBe(standing));
});

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
