import { describe, expect, it } from 'vitest';
import { actionsOf } from './actionsOf';

const approvedBy = (id: string) => ({ by: { id, name: id }, at: '2030-01-01T00:00:00Z', reason: 'safe' });
const owner = { id: 'alice', name: 'Alice', email: 'alice@example.com' };

describe('actionsOf', () => {
  it.each([
    ['nobody agreed yet', true, [], 'free', ['approve', 'refuse']],
    ['I agreed', true, ['ada'], 'agreed', ['refuse']],
    ['somebody else agreed', true, ['ben'], 'free', ['release', 'refuse']],
    ['both of us agreed', true, ['ada', 'ben'], 'free', ['release', 'refuse']],
    ['one is enough', false, [], 'free', ['release', 'refuse']],
  ] as const)('%s', (_, needsTwo, ids, standing, actions) => {
    const file = { owner, needsTwo, approvals: ids.map(approvedBy) };
    expect(actionsOf(file, 'ada')).toEqual({ standing, actions });
    expect(actionsOf(file, 'alice')).toEqual({ standing: 'own', actions: [] });
  });
});
