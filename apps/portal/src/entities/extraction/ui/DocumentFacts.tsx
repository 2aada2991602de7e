'use client';

import { extractionTexts } from '@/shared/texts';
import { Notice } from '@/shared/ui';
import { documentFacts } from '../model/documentFacts';
import type { ExtractedDocument } from '../model/Extraction';
import { FactList } from './FactList';

const texts = extractionTexts.document;

/** What a document says about itself, and how its text begins. */
export function DocumentFacts({ document }: { document: ExtractedDocument }) {
  const { hasMacros, text } = document;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <FactList facts={documentFacts(document)} />
      {hasMacros && <Notice look="wait">{texts.macros}</Notice>}
      <p className="text-muted">{texts.note}</p>
      {text === '' ? (
        <p>{texts.noText}</p>
      ) : (
        // biome-ignore lint/a11y/useSemanticElements: a part that scrolls, and no heading of its own
        <div
          role="region"
          aria-label={texts.text}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard.
          tabIndex={0}
          className="max-h-64 overflow-y-auto rounded-lg border border-line px-3 py-2 whitespace-pre-wrap [overflow-wrap:anywhere]"
        >
          <bdi>{text}</bdi>
        </div>
      )}
    </div>
  );
}
