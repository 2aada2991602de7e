'use client';

import type { ReactNode } from 'react';
import { comparisonTexts as texts } from '@/shared/texts';
import type { Extracted } from '../model/Extraction';
import { listFacts } from '../model/listFacts';
import type { VersionContent } from '../model/VersionContent';
import { ColumnChanges } from './ColumnChanges';
import { FactChanges } from './FactChanges';
import { LineChanges } from './LineChanges';

export type ExtractionChangesProps = { before: VersionContent; after: VersionContent };

const extractedOf = ({ extraction }: VersionContent): Extracted | null => extraction?.extracted ?? null;

function allFacts(content: VersionContent) {
  const extracted = extractedOf(content);
  return [...content.facts, ...(extracted === null ? [] : listFacts(extracted))];
}

/** No region of its own: what scrolls in it is one, of the same name. */
function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <h3 className="font-semibold">{title}</h3>
      {children}
    </div>
  );
}

/** The facts, the figures and the lines that are not the same. */
export function ExtractionChangesContent({ before, after }: ExtractionChangesProps) {
  const versions = { before: before.version, after: after.version };
  const [was, is] = [extractedOf(before), extractedOf(after)];
  const isSameKind = was !== null && is !== null && was.kind === is.kind;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6 text-sm">
      <Part title={texts.different.title}>
        <FactChanges before={allFacts(before)} after={allFacts(after)} versions={versions} />
      </Part>
      {was?.kind === 'table' && is?.kind === 'table' && (
        <Part title={texts.columns.title}>
          <ColumnChanges before={was} after={is} versions={versions} />
        </Part>
      )}
      {isSameKind && was.kind !== 'image' && was.kind !== 'recording' && (
        <Part title={texts.lines.titles[was.kind]}>
          <LineChanges before={was} after={is} title={texts.lines.titles[was.kind]} />
        </Part>
      )}
    </div>
  );
}
