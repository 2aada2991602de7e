'use client';

import { useState } from 'react';
import { useQueryState } from '@/shared/lib';
import { auditTexts as texts } from '@/shared/texts';
import { Button, Icon } from '@/shared/ui';
import { toAccessFilter, toAuditFilter } from '../model/toAuditFilter';
import { AboutFile } from './AboutFile';
import { AboutPerson } from './AboutPerson';
import { AccessView } from './AccessView';
import { AuditFilters } from './AuditFilters';
import { EventsView } from './EventsView';
import { Questions } from './Questions';
import { VerifyDialog } from './VerifyDialog';
import { ViewSwitch } from './ViewSwitch';

const names = ['actor', 'file', 'action', 'purpose', 'from', 'to', 'lists', 'view'] as const;

export function AuditBrowser() {
  const [question, ask] = useQueryState(names);
  const [isVerifying, setIsVerifying] = useState(false);
  const { actor, file } = question;
  const isQuestion = actor !== '' || file !== '';
  // Whoever asks for one action wants to see it.
  const view =
    isQuestion && question.view !== 'events' && question.action === '' ? ('access' as const) : 'events';
  const filter = toAuditFilter(question);
  const actions = (
    <Button onClick={() => setIsVerifying(true)}>
      <Icon name="shield" className="size-4" />
      {texts.verify.button}
    </Button>
  );
  return (
    <>
      {!isQuestion && <Questions onFile={(id) => ask({ file: id })} onPerson={(id) => ask({ actor: id })} />}
      {file !== '' && <AboutFile id={file} onClear={() => ask({ file: '', view: '' })} />}
      {actor !== '' && <AboutPerson id={actor} onClear={() => ask({ actor: '', view: '' })} />}
      {isQuestion && (
        <ViewSwitch
          view={view}
          onChange={(next) => ask({ view: next === 'events' ? next : '', action: '', purpose: '' })}
        />
      )}
      <AuditFilters question={question} hasAction={view === 'events'} onChange={ask} />
      {view === 'access' ? (
        <AccessView filter={toAccessFilter(filter)} by={file === '' ? 'file' : 'person'} actions={actions} />
      ) : (
        <EventsView filter={filter} actions={actions} />
      )}
      {isVerifying && <VerifyDialog onClose={() => setIsVerifying(false)} />}
    </>
  );
}
