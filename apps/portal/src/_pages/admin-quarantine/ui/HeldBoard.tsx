'use client';

import { useRef, useState } from 'react';
import type { HeldFile } from '@/entities/quarantine';
import { usePagedList } from '@/shared/api';
import { quarantineTexts as texts } from '@/shared/texts';
import { Button, Icon, PagedPanel } from '@/shared/ui';
import { listHeld } from '../api/quarantine';
import type { HoldAction } from '../model/HoldAction';
import { HeldRow } from './HeldRow';
import { HoldDialog } from './HoldDialog';

export function HeldBoard({ viewerId }: { viewerId: string }) {
  const [now, setNow] = useState(() => new Date());
  const [asked, setAsked] = useState<{ file: HeldFile; action: HoldAction } | null>(null);
  const [said, setSaid] = useState('');
  const heading = useRef<HTMLHeadingElement>(null);
  const list = usePagedList<HeldFile>('held', async (input) => {
    const page = await listHeld(input);
    setNow(new Date());
    return page;
  });

  /** The row goes or changes, and the button that was pressed with it. */
  function settle({ file, action }: { file: HeldFile; action: HoldAction }) {
    setAsked(null);
    setSaid(texts.dialogs[action].done(file.name));
    list.reload();
    heading.current?.focus();
  }

  return (
    <div aria-busy={list.status !== 'ready'} className="grid gap-8">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="max-w-2xl">
          <h1 ref={heading} tabIndex={-1} className="text-2xl font-semibold tracking-tight outline-none">
            {texts.title}
          </h1>
          <p className="mt-1 text-muted">{texts.lead}</p>
        </div>
        <Button onClick={list.reload} isBusy={list.status === 'loading'}>
          <Icon name="retry" className="size-4" />
          {texts.lookAgain}
        </Button>
      </div>
      <p role="status" className="sr-only">
        {said}
      </p>
      <div className="grid gap-3">
        <PagedPanel list={list} texts={texts} emptyIcon="shield">
          <ul className="divide-y divide-line">
            {list.items.map((file) => (
              <HeldRow
                key={file.id}
                file={file}
                viewerId={viewerId}
                now={now}
                onAction={(action) => setAsked({ file, action })}
              />
            ))}
          </ul>
        </PagedPanel>
      </div>
      {asked !== null && (
        <HoldDialog
          {...asked}
          onClose={() => setAsked(null)}
          onDone={() => settle(asked)}
          onOutdated={list.reload}
        />
      )}
    </div>
  );
}
