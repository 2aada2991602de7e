import type { Person } from '@/entities/person';

/** What an administrator may do about an account. */
export type PersonAction = 'role' | 'scope' | 'disable' | 'enable' | 'resetLink' | 'verificationLink';

/** What makes sense for this account now. One's own role and state are another administrator's business. */
export function actionsFor(person: Person, viewerId: string): PersonAction[] {
  const isOwn = person.id === viewerId;
  return [
    ...(isOwn ? [] : (['role'] as const)),
    // Clients review nothing, and administrators see everything.
    ...(!isOwn && (person.role === 'reviewer' || person.role === 'lead') ? (['scope'] as const) : []),
    // Somebody who cannot sign in has no use for a link.
    ...(person.isDisabled ? [] : (['resetLink'] as const)),
    ...(person.isDisabled || person.isVerified ? [] : (['verificationLink'] as const)),
    ...(isOwn ? [] : person.isDisabled ? (['enable'] as const) : (['disable'] as const)),
  ];
}
