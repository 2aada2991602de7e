'use client';

import { FileName, type FileSummary } from '@/entities/file';
import { fileDetailTexts as texts } from '@/shared/texts';
import { AskDialog } from './AskDialog';
import { RenameDialog } from './RenameDialog';

/** What is being asked about which files. */
export type Question =
  | { about: 'rename'; file: FileSummary }
  | { about: 'delete' | 'purge'; files: readonly FileSummary[] };

type FileDialogsProps = {
  question: Question;
  trashDays: number;
  onClose: () => void;
  onRenamed: (file: FileSummary) => void;
  onConfirm: (question: Extract<Question, { files: unknown }>) => Promise<void>;
};

/** The one dialog that is open over the list. */
export function FileDialogs({ question, trashDays, onClose, onRenamed, onConfirm }: FileDialogsProps) {
  if (question.about === 'rename')
    return <RenameDialog file={question.file} onClose={onClose} onRenamed={onRenamed} />;
  const { about, files } = question;
  const words = texts[about];
  const [only] = files;
  return (
    <AskDialog
      title={
        files.length === 1 && only !== undefined ? (
          <>
            {words.titleOne} <FileName name={only.name} />?
          </>
        ) : (
          words.title(files.length)
        )
      }
      text={about === 'delete' ? texts.delete.text(trashDays) : texts.purge.text}
      keepLabel={files.length === 1 ? texts.delete.keep : texts.delete.keepMany}
      label={words.titleOne}
      busyLabel={texts.delete.deleting}
      onClose={onClose}
      onConfirm={() => onConfirm(question)}
    />
  );
}
