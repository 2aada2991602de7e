import 'server-only';
import { PortalError } from '@/shared/api/index.server';
import type { Viewer } from './getViewer';

/** How long a password that was entered is taken as a sign that it is still the same person. */
export const confirmedMinutes = 15;

/** For what a session left open should not give to whoever sits down at it. @throws `STEP_UP_REQUIRED` */
export function assertConfirmed(viewer: Pick<Viewer, 'confirmedAt'>, now: Date): void {
  if (now.getTime() - viewer.confirmedAt.getTime() < confirmedMinutes * 60_000) return;
  throw new PortalError(
    'STEP_UP_REQUIRED',
    `Enter your password again: it is more than ${confirmedMinutes} minutes since you did.`,
  );
}
