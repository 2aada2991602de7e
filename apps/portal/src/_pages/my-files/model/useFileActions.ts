'use client';

import { useCallback, useMemo, useState } from 'react';
import type { FileSummary } from '@/entities/file';
import { downloadFile, type FileOutcome } from '@/features/file-management';
import { describeProblem, isSignedOutError } from '@/shared/api';
import { fileTexts } from '@/shared/texts';
import { showToast } from '@/shared/ui';

type Many = 'delete' | 'restore' | 'purge';
type Outcome = { action: Many | 'download'; failed: { id: string; name: string; error: unknown }[] };

const operations = () => import('./fileOperations');

const names = { delete: 'deleteFiles', restore: 'restoreFiles', purge: 'purgeFiles' } as const;

const { said } = fileTexts;
const words: Readonly<Record<Many, (names: readonly string[]) => string>> = {
  delete: (names) => (names.length === 1 ? said.deleted(names[0]!) : said.deletedMany(names.length)),
  restore: (names) => (names.length === 1 ? said.restored(names[0]!) : said.restoredMany(names.length)),
  purge: (names) => (names.length === 1 ? said.purged(names[0]!) : said.purgedMany(names.length)),
};

function failuresOf(files: readonly FileSummary[], outcomes: readonly FileOutcome[]): Outcome['failed'] {
  const names = new Map(files.map(({ id, name }) => [id, name]));
  return outcomes
    .filter(({ error }) => error !== null)
    .map(({ id, error }) => ({ id, name: names.get(id) ?? '', error }));
}

type Options = {
  /** They are no longer in the list that is shown. */
  onGone: (ids: readonly string[]) => void;
  /** Something came back that the list may not show yet. */
  onBack: () => void;
};

/** Does things to files, one or many, and keeps what did not work for showing it; what worked is said. */
export function useFileActions({ onGone, onBack }: Options) {
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [downloading, setDownloading] = useState<number | null>(null);

  const change = useCallback(
    async (action: Many, files: readonly FileSummary[]): Promise<void> => {
      setOutcome(null);
      const outcomes = await (await operations())[names[action]](files.map(({ id }) => id));
      const failed = failuresOf(files, outcomes);
      const failedIds = new Set(failed.map(({ id }) => id));
      const done = files.filter(({ id }) => !failedIds.has(id));
      if (failed.length > 0) setOutcome({ action, failed });
      if (done.length === 0) return;
      onGone(done.map(({ id }) => id));
      const undo =
        action === 'delete'
          ? { label: said.undo, run: () => void change('restore', done).then(onBack, () => {}) }
          : null;
      showToast(words[action](done.map(({ name }) => name)), undo);
    },
    [onGone, onBack],
  );

  const download = useCallback(async (file: FileSummary) => {
    try {
      await downloadFile(file.id);
    } catch (error) {
      // The end of the session is said by the page's frame.
      if (!isSignedOutError(error)) showToast(`${file.name}: ${describeProblem(error)}`);
    }
  }, []);

  const downloadMany = useCallback(async (files: readonly FileSummary[]) => {
    setOutcome(null);
    setDownloading(0);
    const outcomes = await (await operations()).downloadFiles(
      files.map(({ id }) => id),
      { onProgress: setDownloading },
    );
    setDownloading(null);
    const failed = failuresOf(files, outcomes);
    if (failed.length > 0) setOutcome({ action: 'download', failed });
  }, []);

  const dismiss = useCallback(() => setOutcome(null), []);
  return useMemo(
    () => ({ outcome, downloading, change, download, downloadMany, dismiss }),
    [outcome, downloading, change, download, downloadMany, dismiss],
  );
}
