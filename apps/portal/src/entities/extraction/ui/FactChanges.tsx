'use client';

import { comparisonTexts } from '@/shared/texts';
import { ScrollTable } from '@/shared/ui';
import { compareFacts } from '../model/compareFacts';
import type { Fact } from '../model/Fact';

const texts = comparisonTexts.different;
const cell = 'py-1.5 pr-4 align-top last:pr-0 [overflow-wrap:anywhere]';

type FactChangesProps = {
  before: readonly Fact[];
  after: readonly Fact[];
  versions: { before: number; after: number };
};

/** Facts of two versions that are not the same, side by side. */
export function FactChanges({ before, after, versions }: FactChangesProps) {
  const changes = compareFacts(before, after);
  if (changes.length === 0) return <p>{texts.none}</p>;
  const columns = [
    texts.fact,
    comparisonTexts.version(versions.before),
    comparisonTexts.version(versions.after),
  ];
  return (
    <ScrollTable label={texts.title} columns={columns}>
      {changes.map((change) => (
        <tr key={change.label}>
          <th scope="row" className={`${cell} min-w-20 text-left font-normal text-muted`}>
            {change.label}
          </th>
          <td className={`${cell} min-w-28`}>
            <bdi>{change.before ?? comparisonTexts.nothing}</bdi>
          </td>
          <td className={`${cell} min-w-28`}>
            <bdi>{change.after ?? comparisonTexts.nothing}</bdi>
          </td>
        </tr>
      ))}
    </ScrollTable>
  );
}
