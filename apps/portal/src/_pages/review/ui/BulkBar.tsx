'use client';

import { hasPermission, type Permission, type Role } from '@/shared/auth';
import { reviewTexts } from '@/shared/texts';
import { Button, Checkbox } from '@/shared/ui';
import { maxBulkFiles } from '../model/runBulk';

const words = reviewTexts.bulk;

export type BulkAction = 'claim' | 'release' | 'assign' | 'hold' | 'decide';

type BulkBarProps = {
  role: Role;
  /** Files in the list as far as it is loaded, and how many of them are selected. */
  shown: number;
  selected: number;
  onSelectAll: () => void;
  onClear: () => void;
  onAct: (action: BulkAction) => void;
};

const actions: readonly { action: BulkAction; permission: Permission }[] = [
  { action: 'claim', permission: 'review.decide' },
  { action: 'release', permission: 'review.decide' },
  { action: 'assign', permission: 'review.assign' },
  { action: 'hold', permission: 'review.hold' },
  { action: 'decide', permission: 'review.decide' },
];

/** Selects all that is shown, and does one thing to what is selected. */
export function BulkBar({ role, shown, selected, onSelectAll, onClear, onAct }: BulkBarProps) {
  const isTooMany = selected > maxBulkFiles;
  return (
    <section
      aria-label={words.label}
      className={`flex min-h-12 flex-wrap items-center gap-x-2 gap-y-1 rounded-t-2xl border-b border-line bg-surface px-4 py-1 md:px-5 ${selected > 0 ? 'sticky top-0 z-10' : ''}`}
    >
      <Checkbox
        label={selected === 0 ? words.selectAll(shown) : words.selected(selected)}
        className="mr-auto"
        checked={selected > 0 && selected >= shown}
        isMixed={selected > 0 && selected < shown}
        onChange={() => (selected > 0 ? onClear() : onSelectAll())}
      />
      {selected > 0 && (
        <>
          {isTooMany && <p className="text-sm text-bad">{words.tooMany}</p>}
          {actions.map(
            ({ action, permission }) =>
              hasPermission(role, permission) && (
                <Button
                  key={action}
                  look={action === 'decide' ? 'primary' : 'secondary'}
                  isBusy={isTooMany}
                  onClick={() => !isTooMany && onAct(action)}
                >
                  {words[action]}
                </Button>
              ),
          )}
        </>
      )}
    </section>
  );
}
