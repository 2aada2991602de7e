import 'server-only';
import type { Reviewer } from 'valetkey/postgres';
import { hasPermission, type Role } from '@/shared/auth/index.server';

/** Somebody of the team as the review board knows them: it knows no roles, only what they may. */
export function reviewerOf({ userId, role }: { userId: string; role: Role }): Reviewer {
  return { id: userId, mayApproveSecond: hasPermission(role, 'review.second') };
}
