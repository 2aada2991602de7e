'use client';

import Link from 'next/link';
import { readPerson } from '@/entities/person';
import { useLoaded } from '@/shared/api';
import { auditTexts } from '@/shared/texts';
import { textLink } from '@/shared/ui';
import { About } from './About';

const texts = auditTexts.about;

/** Whom the shown events are of. An account that is gone still has its events. */
export function AboutPerson({ id, onClear }: { id: string; onClear: () => void }) {
  const { value: person, error } = useLoaded(id, (signal) => readPerson(id, signal));
  return (
    <About question={texts.person} id={id} onClear={onClear}>
      {person !== null && (
        <>
          <p className="font-medium">
            <bdi>{person.name}</bdi>
          </p>
          <p className="text-sm text-muted">
            <bdi>{person.email}</bdi>
          </p>
          <Link
            href={`/admin/people/${encodeURIComponent(id)}`}
            prefetch={false}
            className={`text-sm ${textLink}`}
          >
            {texts.openPerson}
          </Link>
        </>
      )}
      {error !== null && <p className="font-medium">{texts.personUnknown}</p>}
    </About>
  );
}
