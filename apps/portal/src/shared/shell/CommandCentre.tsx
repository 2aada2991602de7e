'use client';

import { lazy, Suspense, useEffect, useState } from 'react';
import { shellTexts } from '@/shared/texts';
import { Button, Icon, Kbd } from '@/shared/ui';
import { isTyping } from './isTyping';
import type { Destination } from './navigation';
import { getPageCommands } from './pageCommands';
import { areSingleKeysOn } from './singleKeys';

const loadPalette = () => import('./CommandPalette');
const CommandPalette = lazy(() =>
  loadPalette().then(({ CommandPalette: component }) => ({ default: component })),
);
const ShortcutSheet = lazy(() =>
  import('./ShortcutSheet').then(({ ShortcutSheet: component }) => ({ default: component })),
);

/** The way to everything by keyboard: Ctrl or Cmd and K, `?` for the list of keys, and the keys of the page's own commands. */
export function CommandCentre({ destinations }: { destinations: readonly Destination[] }) {
  const [opened, setOpened] = useState<'palette' | 'shortcuts' | null>(null);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        setOpened((before) => (before === 'palette' ? null : 'palette'));
        return;
      }
      if (isTyping(event)) return;
      // Keys that type a character can be turned off; Escape and the like cannot be pressed by speaking.
      if (event.key.length === 1 && !areSingleKeysOn()) return;
      if (event.key === '?') {
        event.preventDefault();
        setOpened('shortcuts');
        return;
      }
      const command = getPageCommands().commands.find(({ key }) => key === event.key);
      if (command === undefined) return;
      event.preventDefault();
      command.run();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);

  return (
    <>
      <Button
        look="quiet"
        title={shellTexts.commands}
        aria-haspopup="dialog"
        className="text-muted"
        onClick={() => setOpened('palette')}
        onPointerEnter={loadPalette}
      >
        <Icon name="search" className="size-[1.15rem]" />
        <span className="sr-only">{shellTexts.commands}</span>
        <span aria-hidden="true" className="hidden pointer-fine:md:inline-flex">
          <Kbd keys="Ctrl K" />
        </span>
      </Button>
      <Suspense>
        {opened === 'palette' && (
          <CommandPalette
            destinations={destinations}
            onClose={() => setOpened(null)}
            onShortcuts={() => setOpened('shortcuts')}
          />
        )}
        {opened === 'shortcuts' && <ShortcutSheet onClose={() => setOpened(null)} />}
      </Suspense>
    </>
  );
}
