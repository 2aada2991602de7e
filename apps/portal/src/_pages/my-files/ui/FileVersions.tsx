'use client';

import { useId, useState } from 'react';
import { describeFile, type FileVersion } from '@/entities/file';
import { downloadFile } from '@/features/file-management';
import { describeProblem } from '@/shared/api';
import { formatBytes, formatDateTime } from '@/shared/lib';
import { fileDetailTexts as texts } from '@/shared/texts';
import { Badge, IconButton } from '@/shared/ui';

type FileVersionsProps = { fileId: string; versions: readonly FileVersion[]; current: number };

/** Every version of a document, newest first; each can be downloaded as it was. */
export function FileVersions({ fileId, versions, current }: FileVersionsProps) {
  const id = useId();
  const [problem, setProblem] = useState<{ version: number; text: string } | null>(null);

  async function download(version: number) {
    setProblem(null);
    try {
      await downloadFile(fileId, version);
    } catch (error) {
      setProblem({ version, text: describeProblem(error) });
    }
  }

  return (
    <section aria-labelledby={`${id}-title`} className="mt-6">
      <h3 id={`${id}-title`} className="font-semibold">
        {texts.versions}
      </h3>
      <ul className="mt-1 divide-y divide-line">
        {versions.map((one) => {
          const { label, look } = describeFile({ ...one, outcome: null, isReviewRequired: true });
          return (
            <li key={one.version} className="flex items-center gap-2 py-1.5">
              <div className="min-w-0 flex-1 text-sm">
                <p className="flex flex-wrap items-center gap-2 font-medium">
                  {texts.version(one.version)}
                  {one.version === current && (
                    <span className="font-normal text-muted">{texts.currentVersion}</span>
                  )}
                  <Badge look={look}>{label}</Badge>
                </p>
                <p className="text-muted">
                  {one.size !== null && `${formatBytes(one.size)} · `}
                  {formatDateTime(one.createdAt)}
                </p>
                {problem?.version === one.version && (
                  <p role="alert" className="text-bad">
                    {problem.text}
                  </p>
                )}
              </div>
              {one.state === 'available' && (
                <IconButton
                  icon="download"
                  label={texts.downloadVersion(one.version)}
                  onClick={() => download(one.version)}
                />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
