'use client';

import { useMemo, useState } from 'react';
import { comparisonTexts } from '@/shared/texts';
import { type ComparedLine, compareLines } from '../model/compareLines';
import type { Extracted } from '../model/Extraction';
import { groupLines, type LineGroup } from '../model/groupLines';
import { listLines } from '../model/listLines';

const texts = comparisonTexts.lines;
/** Of what changed a page shows as much as somebody reads. */
const maxShown = 1_000;
const looks = {
  same: { row: '', mark: '', said: null },
  removed: { row: 'bg-bad-soft text-bad', mark: '−', said: texts.removed },
  added: { row: 'bg-good-soft text-good', mark: '+', said: texts.added },
} as const;

function Line({ line }: { line: ComparedLine }) {
  const { row, mark, said } = looks[line.kind];
  return (
    <li className={`grid grid-cols-[1rem_minmax(0,1fr)] gap-2 px-3 ${row}`}>
      <span aria-hidden="true" className="font-mono select-none">
        {mark}
      </span>
      <span className="whitespace-pre-wrap [overflow-wrap:anywhere]">
        {said !== null && <span className="sr-only">{said} </span>}
        {line.kind === 'removed' ? (
          <del className="no-underline">
            <bdi>{line.text}</bdi>
          </del>
        ) : line.kind === 'added' ? (
          <ins className="no-underline">
            <bdi>{line.text}</bdi>
          </ins>
        ) : (
          <bdi>{line.text}</bdi>
        )}
      </span>
    </li>
  );
}

const lineItems = (lines: readonly ComparedLine[]) =>
  lines.map((line) => <Line key={`${line.before} ${line.after}`} line={line} />);

/** Lines that are the same, behind a button that opens and closes them. */
function FoldedLines({ lines }: { lines: readonly ComparedLine[] }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <li className="bg-sunken">
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
          className="flex min-h-8 w-full flex-wrap items-center gap-x-2 px-3 py-1 text-left text-muted -outline-offset-2 pointer-coarse:min-h-11"
        >
          {texts.skipped(lines.length)}
          <span className="text-accent underline underline-offset-2">
            {isOpen ? texts.fold : texts.unfold}
          </span>
        </button>
      </li>
      {isOpen && lineItems(lines)}
    </>
  );
}

function Group({ group }: { group: LineGroup }) {
  if (group.kind === 'skipped') return <FoldedLines lines={group.lines} />;
  return lineItems(group.lines);
}

function limitGroups(groups: readonly LineGroup[]): { shown: LineGroup[]; leftOut: number } {
  let room = maxShown;
  let leftOut = 0;
  const shown = groups.flatMap((group): LineGroup[] => {
    if (group.kind === 'skipped') return room > 0 ? [group] : [];
    const lines = group.lines.slice(0, room);
    room -= lines.length;
    leftOut += group.lines.length - lines.length;
    return lines.length > 0 ? [{ kind: 'shown', lines }] : [];
  });
  return { shown, leftOut };
}

type LineChangesProps = {
  before: Extracted;
  after: Extracted;
  /** What the lines are. */
  title: string;
};

/** The lines that were added and removed, with a little of what is around them. */
export function LineChanges({ before, after, title }: LineChangesProps) {
  const { lines, isCoarse, isShortened } = useMemo(() => {
    const [was, is] = [listLines(before), listLines(after)];
    return {
      ...compareLines(was.lines, is.lines),
      isShortened: was.isShortened || is.isShortened,
    };
  }, [before, after]);
  const { shown, leftOut } = useMemo(() => limitGroups(groupLines(lines)), [lines]);
  const count = (kind: ComparedLine['kind']) => lines.filter((line) => line.kind === kind).length;
  const [added, removed] = [count('added'), count('removed')];
  const isSame = added + removed === 0;
  return (
    <>
      <p>
        {isSame ? texts.same : texts.summary(added, removed)}
        {isCoarse && ` ${texts.coarse}`}
        {isShortened && ` ${texts.shortened}`}
      </p>
      {!isSame && (
        // biome-ignore lint/a11y/useSemanticElements: a part that scrolls, and no heading of its own
        <div
          role="region"
          aria-label={title}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard.
          tabIndex={0}
          className="max-h-[32rem] overflow-y-auto rounded-lg border border-line py-2"
        >
          <ol>
            {shown.map((group, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: groups have an order and nothing else
              <Group key={index} group={group} />
            ))}
          </ol>
        </div>
      )}
      {leftOut > 0 && <p className="text-muted">{texts.more(leftOut)}</p>}
    </>
  );
}
