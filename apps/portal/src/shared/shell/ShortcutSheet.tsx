'use client';

import { useEffect, useState } from 'react';
import { generalTexts, commandTexts as texts } from '@/shared/texts';
import { Button, CheckboxField, Dialog, Kbd } from '@/shared/ui';
import { type PageShortcut, usePageCommandList } from './pageCommands';
import { setSingleKeys, useSingleKeys } from './singleKeys';

const everywhere: readonly PageShortcut[] = [
  { keys: 'Ctrl K', label: texts.openCommands },
  { keys: '?', label: texts.showShortcuts },
  { keys: 'Esc', label: texts.closeAnything },
];

function Shortcuts({ title, shortcuts }: { title: string; shortcuts: readonly PageShortcut[] }) {
  return (
    <section className="mt-5">
      <h3 className="text-sm font-medium text-muted">{title}</h3>
      <dl className="mt-1 divide-y divide-line">
        {shortcuts.map(({ keys, label }) => (
          <div key={keys} className="flex items-center justify-between gap-4 py-2 text-sm">
            <dt>{label}</dt>
            <dd className="shrink-0">
              <Kbd keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Which key does what, here and everywhere. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const { commands, loadShortcuts } = usePageCommandList();
  const [shortcuts, setShortcuts] = useState<readonly PageShortcut[]>([]);
  const areSingleKeysOn = useSingleKeys();

  useEffect(() => {
    let isShown = true;
    // Without the page's own keys the others are still worth showing.
    loadShortcuts().then(
      (loaded) => isShown && setShortcuts(loaded),
      () => {},
    );
    return () => {
      isShown = false;
    };
  }, [loadShortcuts]);

  const own = [
    ...commands.flatMap(({ key, label }) =>
      key === undefined ? [] : [{ keys: key === 'Escape' ? 'Esc' : key.toUpperCase(), label }],
    ),
    ...shortcuts,
  ];
  return (
    <Dialog title={texts.shortcuts} onClose={onClose}>
      {(close) => (
        <>
          {own.length > 0 && <Shortcuts title={texts.page} shortcuts={own} />}
          <Shortcuts title={texts.everywhere} shortcuts={everywhere} />
          <CheckboxField
            className="mt-5 border-t border-line pt-4"
            label={texts.singleKeys}
            hint={texts.singleKeysHint}
            checked={areSingleKeysOn}
            onChange={({ currentTarget }) => setSingleKeys(currentTarget.checked)}
          />
          <div className="mt-6 text-right">
            <Button onClick={close} data-first-focus>
              {generalTexts.close}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}
