import { peopleTexts } from '@/shared/texts';
import { Badge } from '@/shared/ui';
import type { Person } from '../model/Person';

/** What is out of the ordinary about an account; nothing for an ordinary one. */
export function PersonBadges({ person, isOwn }: { person: Person; isOwn: boolean }) {
  const { states } = peopleTexts;
  return (
    <>
      {isOwn && <Badge look="accent">{states.you}</Badge>}
      {person.isDisabled && <Badge look="bad">{states.disabled}</Badge>}
      {!person.isVerified && <Badge look="wait">{states.unverified}</Badge>}
    </>
  );
}
