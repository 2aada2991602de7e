'use client';

import Link from 'next/link';
import { useState } from 'react';
import { EventList, listAudit } from '@/entities/audit';
import { PersonBadges } from '@/entities/person';
import { useLoaded } from '@/shared/api';
import { peopleTexts as texts } from '@/shared/texts';
import { Button, ProblemNotice, TableSkeleton, textLink } from '@/shared/ui';
import { readPersonDetails } from '../api/changePerson';
import { listSessions } from '../api/sessions';
import { actionsFor, type PersonAction } from '../model/personActions';
import { PersonDialogs } from './PersonDialogs';
import { PersonFacts, PersonUsage } from './PersonFacts';
import { SessionList } from './SessionList';

/** Events of the person that are shown here; all of them are in the audit. */
const recentEvents = 10;

export function PersonView({ id, viewerId }: { id: string; viewerId: string }) {
  const person = useLoaded(id, (signal) => readPersonDetails(id, signal));
  const sessions = useLoaded(id, (signal) => listSessions(id, signal));
  const events = useLoaded(id, (signal) => listAudit({ actor: id, limit: recentEvents, signal }));
  const [action, setAction] = useState<PersonAction | null>(null);
  const [said, setSaid] = useState('');
  const [now] = useState(() => new Date());
  const words = texts.person;
  const { value } = person;

  if (value === null)
    return person.error === null ? (
      <div className="rounded-2xl border border-line bg-surface shadow-card">
        <TableSkeleton label={words.loading} />
      </div>
    ) : (
      <ProblemNotice error={person.error} onRetry={person.reload} />
    );

  const isOwn = id === viewerId;
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 className="text-2xl font-semibold tracking-tight [overflow-wrap:anywhere]">
            <bdi>{value.name}</bdi>
          </h1>
          <p className="mt-1 flex flex-wrap items-center gap-2 text-muted [overflow-wrap:anywhere]">
            <bdi>{value.email}</bdi>
            <PersonBadges person={value} isOwn={isOwn} />
          </p>
        </div>
        <div className="flex flex-wrap gap-3">
          {actionsFor(value, viewerId).map((one) => (
            <Button
              key={one}
              look={one === 'disable' ? 'danger' : 'secondary'}
              onClick={() => setAction(one)}
            >
              {one === 'role' ? texts.actions.changeRole : texts.actions[one]}
            </Button>
          ))}
        </div>
      </div>
      {isOwn && <p className="rounded-lg bg-accent-soft px-4 py-3 text-sm">{texts.actions.ownAccount}</p>}
      <p role="status" className="sr-only">
        {said}
      </p>
      {person.error !== null && <ProblemNotice error={person.error} onRetry={person.reload} />}
      <div className="grid gap-4 md:grid-cols-2">
        <PersonFacts person={value} now={now} />
        <PersonUsage person={value} />
      </div>
      <SessionList person={value} sessions={sessions} now={now} />
      <section aria-labelledby="recent" className="grid gap-3">
        <div className="flex flex-wrap items-baseline justify-between gap-3">
          <h2 id="recent" className="text-lg font-semibold tracking-tight">
            {words.recent}
          </h2>
          <Link href={`/admin/audit?actor=${encodeURIComponent(id)}`} className={`text-sm ${textLink}`}>
            {words.allEvents}
          </Link>
        </div>
        {events.error !== null && <ProblemNotice error={events.error} onRetry={events.reload} />}
        <div className="overflow-hidden rounded-2xl border border-line bg-surface shadow-card">
          {events.value === null ? (
            events.error === null && <TableSkeleton label={words.loading} rows={2} />
          ) : events.value.events.length === 0 ? (
            <p className="px-5 py-4 text-sm text-muted">{words.eventsAbout}</p>
          ) : (
            <EventList events={events.value.events} />
          )}
        </div>
      </section>
      {action !== null && (
        <PersonDialogs
          person={value}
          action={action}
          onClose={() => setAction(null)}
          onChanged={(changed, told) => {
            person.replace({ ...value, ...changed });
            // A change of role or state may have ended sessions, and is itself an event.
            sessions.reload();
            setSaid(told);
            setAction(null);
          }}
        />
      )}
    </>
  );
}
