import { hasPermission, type Permission, type Role } from '../auth/permissions';

type Destination = { href: string; label: string; permission: Permission };

/** The portal's main places, in the order of the menu. */
const destinations: readonly Destination[] = [
  { href: '/', label: 'My files', permission: 'files.own' },
  { href: '/review', label: 'Review', permission: 'review.read' },
  { href: '/admin', label: 'Administration', permission: 'people.manage' },
];

/** The places somebody of this role may go to. */
export function destinationsOf(role: Role): readonly Pick<Destination, 'href' | 'label'>[] {
  return destinations.filter(({ permission }) => hasPermission(role, permission));
}
