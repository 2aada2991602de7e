import type { ReactNode } from 'react';
import type { AccountSession, AccountSettings } from '@/shared/accounts';
import { hasPermission } from '@/shared/auth';
import { describeDevice, formatDateTime } from '@/shared/lib';
import { AppShell, type ShellViewer } from '@/shared/shell';
import { accountTexts } from '@/shared/texts';
import { EndSessionButton } from './EndSessionButton';
import { MailForm, NameForm, PasswordForm } from './OwnAccountForms';

const texts = accountTexts.ownPage;

function Card({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  return (
    <section className="rounded-2xl border border-line bg-surface p-5 shadow-card sm:p-6">
      <h2 className="text-lg font-semibold">{title}</h2>
      {lead !== undefined && <p className="mt-1 text-sm text-muted">{lead}</p>}
      <div className="mt-4">{children}</div>
    </section>
  );
}

function SessionRow({ session }: { session: AccountSession }) {
  const device = describeDevice(session.userAgent);
  const facts = [
    session.ipAddress,
    texts.since(formatDateTime(session.createdAt)),
    texts.lastUse(formatDateTime(session.lastSeenAt)),
  ];
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
      <div className="min-w-0">
        <p className="font-medium">
          {device}
          {session.isCurrent && <span className="font-normal text-muted"> · {texts.thisSession}</span>}
        </p>
        <p className="text-sm text-muted">{facts.filter((fact) => fact !== null).join(' · ')}</p>
      </div>
      {!session.isCurrent && (
        <EndSessionButton sessionId={session.id} label={texts.end} name={texts.endLabel(device)} />
      )}
    </li>
  );
}

type OwnAccountPageProps = {
  viewer: ShellViewer;
  sessions: AccountSession[];
  /** Which mails one gets; `null` where no mail is sent at all. */
  mails: AccountSettings | null;
};

export function OwnAccountPage({ viewer, sessions, mails }: OwnAccountPageProps) {
  return (
    <AppShell viewer={viewer} current="/account" title={texts.title} lead={viewer.email}>
      <div className="grid items-start gap-6 md:grid-cols-2">
        <div className="grid gap-6">
          <Card title={texts.nameTitle}>
            <NameForm name={viewer.name} />
          </Card>
          {mails !== null && (
            <Card title={texts.mailTitle}>
              <MailForm mails={mails} isTeam={hasPermission(viewer.role, 'review.read')} />
            </Card>
          )}
        </div>
        <Card title={texts.passwordTitle} lead={texts.passwordLead}>
          <PasswordForm email={viewer.email} />
        </Card>
      </div>
      <Card title={texts.sessionsTitle} lead={texts.sessionsLead}>
        <ul className="divide-y divide-line">
          {sessions.map((session) => (
            <SessionRow key={session.id} session={session} />
          ))}
        </ul>
        {sessions.length > 1 && (
          <div className="mt-4">
            <EndSessionButton label={texts.endOthers} />
          </div>
        )}
      </Card>
    </AppShell>
  );
}
