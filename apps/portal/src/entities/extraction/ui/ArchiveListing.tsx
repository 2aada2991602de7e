'use client';

import { useState } from 'react';
import { formatBytes, formatDateTime } from '@/shared/lib';
import { extractionTexts } from '@/shared/texts';
import { Badge, Button, Notice, ScrollTable } from '@/shared/ui';
import { describeMarks, describeNotes, describeWarnings, isReasonForCare } from '../model/describeWarnings';
import type { ArchiveEntry, ExtractedArchive } from '../model/Extraction';

const texts = extractionTexts.archive;
/** Rows at first; a page with all of them takes long to come. */
const shownAtFirst = 50;

function EntryRow({ entry }: { entry: ArchiveEntry }) {
  const { name, kind, size, modifiedAt, linkTarget, warnings } = entry;
  return (
    <tr>
      <th
        scope="row"
        className="min-w-48 py-1.5 pr-4 text-left align-top font-normal [overflow-wrap:anywhere]"
      >
        <bdi>{name}</bdi>
        {linkTarget !== null && (
          <span className="block text-muted">
            {texts.leadsTo} <bdi>{linkTarget}</bdi>
          </span>
        )}
      </th>
      <td className="py-1.5 pr-4 text-right align-top whitespace-nowrap tabular-nums">
        {kind === 'folder' ? texts.folder : size === null ? extractionTexts.none : formatBytes(size)}
      </td>
      <td className="py-1.5 pr-4 align-top whitespace-nowrap">
        {modifiedAt === null ? extractionTexts.none : formatDateTime(modifiedAt)}
      </td>
      <td className="py-1.5 align-top">
        <span className="flex flex-wrap gap-1">
          {warnings.map((warning) => (
            <Badge key={warning} look={isReasonForCare(warning) ? 'bad' : 'plain'}>
              {describeMarks([warning])}
            </Badge>
          ))}
        </span>
      </td>
    </tr>
  );
}

/** What an archive says is in it, and what is wrong with that; its names are text and nothing else. */
export function ArchiveListing({ archive }: { archive: ExtractedArchive }) {
  const { format, entryCount, contentBytes, isComplete, warnings, entries } = archive;
  const [isAll, setIsAll] = useState(false);
  const shown = isAll ? entries : entries.slice(0, shownAtFirst);
  const care = describeWarnings(warnings);
  const notes = describeNotes(warnings);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <p>
        {texts.formats[format]} · {texts.entries(entryCount)}
        {contentBytes !== null && ` · ${texts.unpacks(formatBytes(contentBytes))}`}
      </p>
      {care.length > 0 && (
        <Notice look="wait">
          <p className="font-medium">{texts.wholeTitle}</p>
          <ul className="mt-1 list-disc pl-4">
            {care.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </Notice>
      )}
      {notes.map((one) => (
        <p key={one}>{one}</p>
      ))}
      <p className="text-muted">{texts.note}</p>
      {entries.length === 0 ? (
        <p>{texts.empty}</p>
      ) : (
        <ScrollTable
          label={texts.table}
          columns={[texts.name, texts.size, texts.changed, texts.remarks]}
          numeric={[1]}
        >
          {shown.map((entry) => (
            <EntryRow key={entry.position} entry={entry} />
          ))}
        </ScrollTable>
      )}
      {!isComplete && entries.length > 0 && <p className="text-muted">{texts.incomplete(entries.length)}</p>}
      {shown.length < entries.length && (
        <div>
          <Button onClick={() => setIsAll(true)}>{extractionTexts.showAll(entries.length)}</Button>
        </div>
      )}
    </div>
  );
}
