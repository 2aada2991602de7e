import type { HeldFile } from '@/entities/quarantine';
import type { HoldAction } from './HoldAction';

/** Why somebody cannot let a file go, in a word. */
export type Standing = 'free' | 'own' | 'agreed';

/** What this administrator may do about a held file, the likely thing first, and how they stand to it. */
export function actionsOf(
  { owner, needsTwo, approvals }: Pick<HeldFile, 'owner' | 'needsTwo' | 'approvals'>,
  viewerId: string,
): { standing: Standing; actions: HoldAction[] } {
  if (owner.id === viewerId) return { standing: 'own', actions: [] };
  if (!needsTwo || approvals.some(({ by }) => by.id !== viewerId))
    return { standing: 'free', actions: ['release', 'refuse'] };
  if (approvals.length > 0) return { standing: 'agreed', actions: ['refuse'] };
  return { standing: 'free', actions: ['approve', 'refuse'] };
}
