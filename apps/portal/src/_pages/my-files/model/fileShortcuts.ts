import type { PageShortcut } from '@/shared/shell';
import { fileShortcutTexts as texts } from '@/shared/texts';

/** The keys that mean something in the list. */
export const fileShortcuts: readonly PageShortcut[] = [
  { keys: 'J', label: texts.next },
  { keys: 'K', label: texts.previous },
  { keys: 'Enter', label: texts.open },
  { keys: 'X', label: texts.select },
  { keys: 'Shift X', label: texts.range },
  { keys: 'F2', label: texts.rename },
  { keys: 'Delete', label: texts.delete },
  { keys: 'Esc', label: texts.clear },
];
