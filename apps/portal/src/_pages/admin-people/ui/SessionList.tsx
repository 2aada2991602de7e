'use client';

import { useEffect, useRef, useState } from 'react';
import type { Person } from '@/entities/person';
import { describeProblem, type Loaded } from '@/shared/api';
import { formatAgo, formatDate, formatDateTime } from '@/shared/lib';
import { peopleTexts as texts } from '@/shared/texts';
import { Badge, Button, ConfirmDialog, Notice, ProblemNotice, TableSkeleton } from '@/shared/ui';
import { endAllSessions, endSession, type PersonSession } from '../api/sessions';
import { describeDevice } from '../model/describeDevice';

type SessionListProps = { person: Person; sessions: Loaded<PersonSession[]>; now: Date };

/** Where somebody is signed in, each of which can be ended; the answer to a lost laptop. */
export function SessionList({ person, sessions, now }: SessionListProps) {
  const words = texts.person;
  const [isAsking, setIsAsking] = useState(false);
  const [ending, setEnding] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const { value: list, error, reload, replace } = sessions;

  // The button that had the focus went with its session.
  useEffect(() => {
    if (said !== '' && document.activeElement === document.body) heading.current?.focus();
  }, [said]);

  async function end(session: PersonSession, device: string) {
    setEnding(session.id);
    setProblem(null);
    try {
      await endSession(person.id, session.id);
      replace((list ?? []).filter(({ id }) => id !== session.id));
      setSaid(words.endedOne(device));
    } catch (failure) {
      setProblem(describeProblem(failure));
    }
    setEnding(null);
  }

  return (
    <section aria-labelledby="sessions" className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2
          id="sessions"
          ref={heading}
          tabIndex={-1}
          className="text-lg font-semibold tracking-tight outline-none"
        >
          {words.sessions}
        </h2>
        {list !== null && list.length > 0 && (
          <Button onClick={() => setIsAsking(true)}>{words.endAll}</Button>
        )}
      </div>
      <p role="status" className="sr-only">
        {said}
      </p>
      {problem !== null && <Notice look="bad">{problem}</Notice>}
      {error !== null && <ProblemNotice error={error} onRetry={reload} />}
      <div className="overflow-hidden rounded-2xl border border-line bg-surface shadow-card">
        {list === null && error === null && <TableSkeleton label={words.loading} rows={2} />}
        {list?.length === 0 && <p className="px-5 py-4 text-sm text-muted">{words.noSessions}</p>}
        {list !== null && list.length > 0 && (
          <ul className="divide-y divide-line">
            {list.map((session) => {
              const device = describeDevice(session.userAgent) ?? words.unknownDevice;
              const last = formatAgo(session.lastSeenAt, now);
              return (
                <li key={session.id} className="flex items-center justify-between gap-3 px-5 py-3">
                  <div className="min-w-0">
                    <p className="flex flex-wrap items-center gap-2 font-medium">
                      {device}
                      {session.isCurrent && <Badge look="accent">{words.thisSession}</Badge>}
                    </p>
                    <p className="text-sm text-muted" title={formatDateTime(session.lastSeenAt)}>
                      {session.ipAddress !== null && <span className="font-mono">{session.ipAddress}, </span>}
                      {words.sessionAge(formatDate(session.createdAt), last)}
                    </p>
                  </div>
                  <Button
                    aria-label={words.endOneLabel(device, last)}
                    onClick={() => void end(session, device)}
                    isBusy={ending === session.id}
                    className="shrink-0"
                  >
                    {words.endOne}
                  </Button>
                </li>
              );
            })}
          </ul>
        )}
      </div>
      {isAsking && (
        <ConfirmDialog
          title={words.endAllTitle(person.name)}
          lead={words.endAllLead}
          confirmLabel={words.endAll}
          busyLabel={words.endAllBusy}
          cancelLabel={texts.cancel}
          look="danger"
          onClose={() => setIsAsking(false)}
          run={async () => {
            await endAllSessions(person.id);
            replace([]);
            setIsAsking(false);
            setSaid(words.endedAll(person.name));
          }}
        />
      )}
    </section>
  );
}
