'use client';

import { useEffect, useSyncExternalStore } from 'react';
import type { IconName } from '@/shared/ui';

/** Something one can do on the page that is shown: offered in the command palette, and by its key where it has one. */
export type PageCommand = {
  id: string;
  label: string;
  icon?: IconName;
  /** Other words somebody may type for it. */
  keywords?: string;
  /** One key, without modifiers, that does it while nothing is being typed. */
  key?: string;
  run: () => void;
};

/** A key that means something in a part of the page; listed, not handled, by the shell. */
export type PageShortcut = { keys: string; label: string };

/** Brings a page's shortcuts when somebody asks for the list of them. */
type LoadShortcuts = () => Promise<readonly PageShortcut[]>;
type Registered = { commands: readonly PageCommand[]; loadShortcuts: LoadShortcuts };

const nothing: Registered = { commands: [], loadShortcuts: async () => [] };
let current = nothing;
const listeners = new Set<() => void>();

function change(next: Registered): void {
  current = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The commands of the page that is shown, for whoever handles keys. */
export function getPageCommands(): Registered {
  return current;
}

export function usePageCommandList(): Registered {
  return useSyncExternalStore(subscribe, getPageCommands, () => nothing);
}

/** Offers a page's commands for as long as it is shown. Keep both the same between renders where nothing changed. */
export function usePageCommands(
  commands: readonly PageCommand[],
  loadShortcuts: LoadShortcuts = nothing.loadShortcuts,
): void {
  useEffect(() => {
    const own = { commands, loadShortcuts };
    change(own);
    return () => {
      if (current === own) change(nothing);
    };
  }, [commands, loadShortcuts]);
}
