'use client';

import Link from 'next/link';
import { type KeyboardEvent, memo } from 'react';
import { Thumbnail } from '@/entities/derivative';
import { FileName, StateBadge } from '@/entities/file';
import type { ReviewFile } from '@/entities/review';
import { formatBytes, formatDate } from '@/shared/lib';
import { reviewTexts } from '@/shared/texts';
import { Badge, Icon } from '@/shared/ui';
import { describeAge, describeLeft } from '../model/describeAge';
import { claimOf, describeReview, isOpen } from '../model/describeReview';
import { DueTime } from './DueTime';
import { gridRoles } from './gridRoles';
import { KindIcon } from './KindIcon';
import { columns } from './QueueHead';

type QueueRowProps = {
  file: ReviewFile;
  index: number;
  search: string;
  viewerId: string;
  now: number;
  isGone: boolean;
  isActive: boolean;
  isClaiming: boolean;
  isSelected: boolean;
  measure: ((element: Element | null) => void) | undefined;
  onClaim: (id: string) => void;
  onActivate: (id: string) => void;
  /** Moves the keyboard by so many rows. */
  onMove: (by: number) => void;
  /** Moves it, and selects where it was and where it is. */
  onExtend: (by: number) => void;
  onToggle: (id: string) => void;
};

type SelectKeys = { onToggle: () => void; onExtend: (by: number) => void };

/** The arrow keys go up and down the rows, and between a file's name and its claim, as in any grid. */
function moveFrom(other: 'a' | 'button', onMove: (by: number) => void, select?: SelectKeys) {
  return (event: KeyboardEvent<HTMLElement>): void => {
    const { key, currentTarget } = event;
    if (select !== undefined && key === ' ') select.onToggle();
    else if (select !== undefined && event.shiftKey && key === 'ArrowDown') select.onExtend(1);
    else if (select !== undefined && event.shiftKey && key === 'ArrowUp') select.onExtend(-1);
    else if (key === 'ArrowDown') onMove(1);
    else if (key === 'ArrowUp') onMove(-1);
    else if (key === (other === 'a' ? 'ArrowLeft' : 'ArrowRight'))
      currentTarget.closest('[data-row]')?.querySelector<HTMLElement>(other)?.focus();
    else return;
    event.preventDefault();
  };
}

export const QueueRow = memo(function QueueRow({
  file,
  index,
  search,
  viewerId,
  now,
  isGone,
  isActive,
  isClaiming,
  isSelected,
  measure,
  onClaim,
  onActivate,
  onMove,
  onExtend,
  onToggle,
}: QueueRowProps) {
  const { label, look } = describeReview(file.review);
  const claim = claimOf(file, { viewerId, now });
  // That nobody scans is a fact of the system and not of a row; it can be filtered for.
  const warnings = file.flags.filter((flag) => flag !== 'not_scanned');
  const mayClaim = claim === 'free' && isOpen(file) && !isGone && file.owner.id !== viewerId;
  return (
    <div
      {...gridRoles.row(index, isSelected)}
      ref={measure}
      data-index={index}
      data-row={file.id}
      className={`relative flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-3 text-sm aria-selected:bg-accent-soft/60 has-[a:hover]:bg-sunken/60 has-[a:focus-visible]:bg-accent-soft md:px-5 ${columns} ${isGone ? 'opacity-60' : ''}`}
    >
      <div {...gridRoles.cell} className="order-1 flex w-full min-w-0 items-center gap-3 md:order-none">
        {/* The keyboard has the space bar on the row's link. */}
        <label className="relative z-1 -ml-3 grid size-10 shrink-0 place-items-center pointer-coarse:size-11">
          <input
            type="checkbox"
            aria-label={reviewTexts.bulk.selectRow(file.name)}
            tabIndex={-1}
            checked={isSelected}
            onChange={() => onToggle(file.id)}
            className="size-[1.15rem] accent-accent"
          />
        </label>
        <Thumbnail file={file}>
          <KindIcon category={file.category} />
        </Thumbnail>
        <div className="min-w-0">
          <Link
            href={`/review/${file.id}${search}`}
            // Opening a file is an act that is recorded: it must not happen because a row scrolled by.
            prefetch={false}
            tabIndex={isActive ? 0 : -1}
            onFocus={() => onActivate(file.id)}
            onKeyDown={moveFrom('button', onMove, { onToggle: () => onToggle(file.id), onExtend })}
            title={file.name}
            className="line-clamp-3 font-medium [overflow-wrap:anywhere] after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent md:line-clamp-2"
          >
            <FileName name={file.name} />
          </Link>
          {(isGone ||
            file.state !== 'available' ||
            file.version > 1 ||
            file.path !== null ||
            file.isLegallyHeld ||
            warnings.length > 0) && (
            <p className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-muted">
              {isGone && <span>{reviewTexts.queue.gone}</span>}
              {file.state !== 'available' && <StateBadge state={file.state} />}
              {file.isLegallyHeld && <Badge look="accent">{reviewTexts.queue.flags.held}</Badge>}
              {warnings.map((flag) => (
                <Badge key={flag} look="wait">
                  {reviewTexts.queue.flags[flag]}
                </Badge>
              ))}
              {file.version > 1 && <span>{reviewTexts.file.version(file.version)}</span>}
              {file.path !== null && (
                <span className="line-clamp-1 [overflow-wrap:anywhere]">
                  <bdi>{file.path}</bdi>
                </span>
              )}
            </p>
          )}
        </div>
      </div>
      <div {...gridRoles.cell} className="order-2 min-w-0 flex-1 basis-32 max-md:pl-12 md:order-none">
        <span
          className="line-clamp-1 [overflow-wrap:anywhere]"
          title={`${file.owner.name}, ${file.owner.email}`}
        >
          <bdi>{file.owner.name}</bdi>
        </span>
        <span className="line-clamp-1 text-xs text-muted [overflow-wrap:anywhere] max-md:hidden">
          {file.owner.email}
        </span>
      </div>
      <div
        {...gridRoles.cell}
        className="order-4 flex flex-wrap max-md:pl-12 items-center gap-x-2 gap-y-0.5 md:order-none md:block"
      >
        <Badge look={look}>{label}</Badge>
        <span className="block min-h-5 text-xs leading-5 text-muted empty:hidden md:mt-0.5">
          {claim === 'mine' && reviewTexts.claim.me}
          {claim === 'theirs' && file.claim !== null && (
            <span title={describeLeft(file.claim.until, now)}>
              <Icon name="person" className="mr-1 inline size-3.5 align-[-0.15em]" />
              <bdi>{file.claim.by.name}</bdi>
            </span>
          )}
          {mayClaim && (
            <button
              type="button"
              tabIndex={-1}
              onFocus={() => onActivate(file.id)}
              onKeyDown={moveFrom('a', onMove)}
              className="relative z-1 -mx-1 rounded px-1 font-medium text-accent after:absolute after:-inset-y-1 after:inset-x-0 hover:underline"
              aria-disabled={isClaiming || undefined}
              onClick={() => !isClaiming && onClaim(file.id)}
            >
              {isClaiming ? reviewTexts.claim.taking : reviewTexts.claim.take}
              <span className="sr-only"> {file.name}</span>
            </button>
          )}
        </span>
      </div>
      <div {...gridRoles.cell} className="order-3 text-muted tabular-nums md:order-none md:text-right">
        {file.size !== null && formatBytes(file.size)}
      </div>
      <div {...gridRoles.cell} className="order-5 ml-auto text-muted md:order-none md:ml-0 md:text-right">
        <time dateTime={file.createdAt} title={formatDate(file.createdAt)}>
          {describeAge(file.createdAt, now)}
        </time>
        {file.dueAt !== null && isOpen(file) && (
          <span className="block text-xs leading-5 tabular-nums">
            <DueTime dueAt={file.dueAt} now={now} />
          </span>
        )}
      </div>
    </div>
  );
});
