'use client';

import { useState } from 'react';
import { extractionTexts } from '@/shared/texts';
import { Button, Checkbox } from '@/shared/ui';

const texts = extractionTexts.text;
/** Lines at first; a page with all of them takes long to come. */
const shownAtFirst = 1_000;
/** Its number stays at the edge, and is neither read out nor copied. A line that is not in sight is not laid out. */
const lineLook =
  'flex min-h-[1lh] [contain-intrinsic-block-size:auto_1lh] [content-visibility:auto] before:sticky before:left-0 before:w-[5.5ch] before:shrink-0 before:bg-surface before:pr-[1.5ch] before:text-right before:text-muted before:select-none before:content-[attr(data-line)_/_""]';

/** The lines of a text with their numbers, as they are written and nothing else. */
export function TextLines({ lines }: { lines: readonly string[] }) {
  const [isWrapped, setIsWrapped] = useState(true);
  const [isAll, setIsAll] = useState(false);
  const shown = isAll ? lines : lines.slice(0, shownAtFirst);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <Checkbox
        label={texts.wrap}
        checked={isWrapped}
        onChange={(event) => setIsWrapped(event.target.checked)}
        className="justify-self-start"
      />
      {/* biome-ignore lint/a11y/useSemanticElements: a part that scrolls, and no heading of its own */}
      <div
        role="region"
        aria-label={texts.content}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard.
        tabIndex={0}
        className="max-h-[max(24rem,70dvh)] overflow-auto rounded-lg border border-line py-2 font-mono text-[0.8125rem] leading-5 [tab-size:4]"
      >
        <div className={isWrapped ? '' : 'w-max min-w-full'}>
          {shown.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have an order and nothing else
            <div key={index} data-line={index + 1} className={lineLook}>
              <span
                dir="auto"
                className={`min-w-0 flex-1 pr-3 ${isWrapped ? 'whitespace-pre-wrap [overflow-wrap:anywhere]' : 'text-left whitespace-pre'}`}
              >
                {line}
              </span>
            </div>
          ))}
        </div>
      </div>
      {shown.length < lines.length && (
        <div>
          <Button onClick={() => setIsAll(true)}>{extractionTexts.showAll(lines.length)}</Button>
        </div>
      )}
    </div>
  );
}
