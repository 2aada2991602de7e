'use client';

import { type RefObject, useMemo } from 'react';
import { type PageCommand, usePageCommands } from '@/shared/shell';
import { fileTexts } from '@/shared/texts';

const texts = fileTexts.commands;

const loadShortcuts = () => import('./fileShortcuts').then(({ fileShortcuts }) => fileShortcuts);

type Options = {
  filesInput: RefObject<HTMLInputElement | null>;
  folderInput: RefObject<HTMLInputElement | null>;
  searchInput: RefObject<HTMLInputElement | null>;
  isTrash: boolean;
  onView: (isTrash: boolean) => void;
};

/** What the command palette, the list of shortcuts and single keys do on this page. */
export function useMyFilesCommands({ filesInput, folderInput, searchInput, isTrash, onView }: Options): void {
  const commands = useMemo<readonly PageCommand[]>(
    () => [
      {
        id: 'upload',
        label: texts.upload,
        icon: 'upload',
        key: 'u',
        keywords: 'add send',
        run: () => filesInput.current?.click(),
      },
      { id: 'folder', label: texts.folder, icon: 'folder', run: () => folderInput.current?.click() },
      {
        id: 'search',
        label: texts.search,
        icon: 'search',
        key: '/',
        run: () => searchInput.current?.focus(),
      },
      isTrash
        ? { id: 'files', label: texts.files, icon: 'file', run: () => onView(false) }
        : { id: 'trash', label: texts.trash, icon: 'trash', keywords: 'deleted', run: () => onView(true) },
    ],
    [filesInput, folderInput, searchInput, isTrash, onView],
  );
  usePageCommands(commands, loadShortcuts);
}
