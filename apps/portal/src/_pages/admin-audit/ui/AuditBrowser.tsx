'use client';

import Link from 'next/link';
import { useState } from 'react';
import { type AuditEvent, EventList, listAudit } from '@/entities/audit';
import { FileName } from '@/entities/file';
import { usePagedList } from '@/shared/api';
import { useQueryState } from '@/shared/lib';
import { auditTexts as texts } from '@/shared/texts';
import { Button, Icon, PagedPanel, textLink } from '@/shared/ui';
import { toAuditFilter } from '../model/toAuditFilter';
import { About } from './About';
import { AboutPerson } from './AboutPerson';
import { AuditFilters } from './AuditFilters';
import { ExportButton } from './ExportButton';
import { Questions } from './Questions';
import { VerifyDialog } from './VerifyDialog';

const names = ['actor', 'file', 'action', 'from', 'to'] as const;

export function AuditBrowser() {
  const [question, ask] = useQueryState(names);
  const [isVerifying, setIsVerifying] = useState(false);
  const filter = toAuditFilter(question);
  const list = usePagedList<AuditEvent>(JSON.stringify(filter), async ({ cursor, signal }) => {
    const { events, nextCursor } = await listAudit({ ...filter, ...(cursor && { cursor }), signal });
    return { items: events, nextCursor };
  });
  const { actor, file } = question;
  const fileName = list.items.find((event) => event.file === file)?.fileName ?? null;

  return (
    <>
      {actor === '' && file === '' && (
        <Questions onFile={(id) => ask({ file: id })} onPerson={(id) => ask({ actor: id })} />
      )}
      {file !== '' && (
        <About question={texts.about.file} id={file} onClear={() => ask({ file: '' })}>
          {fileName === null ? (
            list.isKnown && <p className="font-medium">{texts.about.fileUnknown}</p>
          ) : (
            <>
              <p className="font-medium">
                <FileName name={fileName} />
              </p>
              <Link
                href={`/review/${encodeURIComponent(file)}`}
                prefetch={false}
                className={`text-sm ${textLink}`}
              >
                {texts.about.openFile}
              </Link>
            </>
          )}
        </About>
      )}
      {actor !== '' && <AboutPerson id={actor} onClear={() => ask({ actor: '' })} />}
      <AuditFilters question={question} onChange={ask} />
      <section aria-label={texts.events} aria-busy={list.status !== 'ready'} className="grid gap-4">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="max-w-md text-sm text-muted">{texts.exportHint}</p>
          <div className="flex flex-wrap gap-3">
            <ExportButton filter={filter} />
            <Button onClick={() => setIsVerifying(true)}>
              <Icon name="shield" className="size-4" />
              {texts.verify.button}
            </Button>
          </div>
        </div>
        <PagedPanel list={list} texts={texts} emptyIcon="search">
          <EventList events={list.items} />
        </PagedPanel>
      </section>
      {isVerifying && <VerifyDialog onClose={() => setIsVerifying(false)} />}
    </>
  );
}
