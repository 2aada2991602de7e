import { shellTexts } from '@/shared/texts';
import { hasPermission, type Permission, type Role } from '../auth/permissions';

export type Destination = { href: string; label: string };

/** The portal's main places, in the order of the menu. */
const destinations: readonly (Destination & { permission: Permission })[] = [
  { href: '/', label: shellTexts.destinations.files, permission: 'files.own' },
  { href: '/review', label: shellTexts.destinations.review, permission: 'review.read' },
  { href: '/insight', label: shellTexts.destinations.insight, permission: 'insight.read' },
  { href: '/admin', label: shellTexts.destinations.administration, permission: 'people.manage' },
];

/** The places somebody of this role may go to. */
export function destinationsOf(role: Role): Destination[] {
  return destinations
    .filter(({ permission }) => hasPermission(role, permission))
    .map(({ href, label }) => ({ href, label }));
}
