import type { ReactNode } from 'react';
import type { Person } from '@/entities/person';
import { formatAgo, formatBytes, formatDate, formatDateTime } from '@/shared/lib';
import { peopleTexts as texts } from '@/shared/texts';
import { Badge, ProgressBar } from '@/shared/ui';
import type { PersonDetails } from '../api/changePerson';

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap justify-between gap-x-4 gap-y-0.5 py-2.5">
      <dt className="text-muted">{label}</dt>
      <dd className="min-w-0 font-medium [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}

const card = 'rounded-2xl border border-line bg-surface px-5 py-3 shadow-card';

/** Who somebody is to the portal. */
export function PersonFacts({ person, now }: { person: Person; now: Date }) {
  const words = texts.person;
  return (
    <section aria-labelledby="facts" className={card}>
      <h2 id="facts" className="pt-1 font-semibold tracking-tight">
        {words.facts}
      </h2>
      <dl className="divide-y divide-line text-sm">
        <Fact label={words.email}>
          <bdi>{person.email}</bdi>{' '}
          <Badge look={person.isVerified ? 'good' : 'wait'}>
            {person.isVerified ? words.isVerified : words.isNotVerified}
          </Badge>
        </Fact>
        <Fact label={words.role}>{texts.roles[person.role]}</Fact>
        {(person.role === 'reviewer' || person.role === 'lead') && (
          <Fact label={texts.scope.label}>{person.reviewProfiles?.join(', ') ?? texts.scope.all}</Fact>
        )}
        <Fact label={words.state}>
          <Badge look={person.isDisabled ? 'bad' : 'good'}>
            {person.isDisabled ? texts.states.disabled : texts.states.active}
          </Badge>
        </Fact>
        <Fact label={words.created}>{formatDate(person.createdAt)}</Fact>
        <Fact label={words.lastSeen}>
          {person.lastSeenAt === null ? (
            words.never
          ) : (
            <time dateTime={person.lastSeenAt} title={formatDateTime(person.lastSeenAt)}>
              {formatAgo(person.lastSeenAt, now)}
            </time>
          )}
        </Fact>
      </dl>
    </section>
  );
}

/** How much of their quota is taken. */
export function PersonUsage({ person }: { person: PersonDetails }) {
  const words = texts.person;
  const { files, bytesUsed, maxBytes, maxFiles } = person;
  const share = maxBytes === 0 ? 1 : bytesUsed / maxBytes;
  return (
    <section aria-labelledby="usage" className={`${card} grid content-start gap-3 pb-5`}>
      <h2 id="usage" className="pt-1 font-semibold tracking-tight">
        {words.usage}
      </h2>
      <p className="text-sm">{words.used(formatBytes(bytesUsed), formatBytes(maxBytes))}</p>
      <ProgressBar label={words.usage} progress={share} look={share > 0.9 ? 'failed' : 'moving'} />
      <p className="text-sm text-muted">{words.filesOf(files, maxFiles)}</p>
    </section>
  );
}
