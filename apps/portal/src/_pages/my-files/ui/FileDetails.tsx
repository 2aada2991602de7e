'use client';

import type { ReactNode } from 'react';
import { choosePreview, Preview, type PreviewChoice } from '@/entities/derivative';
import { Extraction } from '@/entities/extraction';
import {
  describeFile,
  describeScan,
  FileName,
  FileStatus,
  type FileSummary,
  FolderPath,
  isBeingChecked,
  readFile,
} from '@/entities/file';
import { ProcessorResults } from '@/entities/processor';
import { describeProblem, useLoaded } from '@/shared/api';
import { formatBytes, formatDate, formatDateTime } from '@/shared/lib';
import { useLiveChanges } from '@/shared/live';
import { fileStateTexts, fileTexts, generalTexts, scanTexts, fileDetailTexts as texts } from '@/shared/texts';
import { Button, Drawer, Icon, type IconName, Notice, Skeleton } from '@/shared/ui';
import type { FileActions } from '../model/FileActions';
import { FileHistory } from './FileHistory';
import { FileVersions } from './FileVersions';

type FileDetailsProps = {
  id: string;
  /** As the list has it; `null` when the address names a file that is not in the list. */
  known: FileSummary | null;
  actions: FileActions;
  onClose: () => void;
};

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[7rem_minmax(0,1fr)] gap-3 py-1.5 text-sm">
      <dt className="text-muted">{label}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}

function Facts({ file, scan, checksum, keptUntil }: Omit<BodyProps, 'actions' | 'children'>) {
  return (
    <dl className="mt-5">
      <Fact label={texts.kind}>{fileStateTexts.kinds[file.category]}</Fact>
      <Fact label={texts.size}>{file.size === null ? texts.unknownSize : formatBytes(file.size)}</Fact>
      {file.path !== null && (
        <Fact label={texts.folder}>
          <FolderPath path={file.path} label={texts.folder} />
        </Fact>
      )}
      {scan !== null && <Fact label={scanTexts.label}>{describeScan(scan)}</Fact>}
      {checksum !== null && (
        <Fact label={checksum.includes('-') ? texts.partsChecksum : texts.checksum}>
          <code className="text-xs">{checksum}</code>
        </Fact>
      )}
      <Fact label={texts.uploaded}>{formatDateTime(file.createdAt)}</Fact>
      {keptUntil !== null && file.deletedAt === null && (
        <Fact label={texts.keptUntil}>
          <time dateTime={keptUntil}>{formatDate(keptUntil)}</time>
          <span className="block text-muted">{texts.keptHint}</span>
        </Fact>
      )}
      {file.deletedAt === null ? (
        <Fact label={texts.changed}>{formatDateTime(file.updatedAt)}</Fact>
      ) : (
        <Fact label={texts.deleted}>{formatDateTime(file.deletedAt)}</Fact>
      )}
    </dl>
  );
}

type Choice = {
  icon: IconName;
  label: string;
  onClick: () => void;
  look?: 'primary' | 'secondary' | 'danger';
};

function choicesOf(file: FileSummary, actions: FileActions): Choice[] {
  const words = fileTexts.list;
  if (file.deletedAt !== null)
    return [
      { icon: 'restore', label: words.restore, look: 'primary', onClick: () => actions.restore([file]) },
      { icon: 'trash', label: words.purge, onClick: () => actions.purge([file]) },
    ];
  const isReady = file.state === 'available';
  const isChangeWanted = file.review === 'changes_requested' || file.review === 'rejected';
  const look = isReady && !isChangeWanted ? 'primary' : 'secondary';
  const all: (Choice | false)[] = [
    isReady && { icon: 'download', label: words.download, look, onClick: () => void actions.download(file) },
    !isBeingChecked(file) && {
      icon: 'upload',
      label: words.newVersion,
      look: isChangeWanted || file.state === 'rejected' ? 'primary' : 'secondary',
      onClick: () => actions.uploadVersion(file),
    },
    { icon: 'pencil', label: words.rename, onClick: () => actions.rename(file) },
    !isBeingChecked(file) && { icon: 'trash', label: words.delete, onClick: () => actions.delete([file]) },
  ];
  return all.filter((choice) => choice !== false);
}

type BodyProps = {
  file: FileSummary;
  /** `null` until it is known. */
  scan: string | null;
  checksum: string | null;
  keptUntil: string | null;
  actions: FileActions;
  children: ReactNode;
};

function Body({ file, scan, checksum, keptUntil, actions, children }: BodyProps) {
  const { detail, look } = describeFile(file);
  return (
    <>
      <FileStatus file={file} />
      {detail !== null && (
        <div
          className={`mt-3 rounded-lg px-4 py-3 text-sm whitespace-pre-wrap [overflow-wrap:anywhere] ${
            look === 'bad' ? 'bg-bad-soft text-bad' : 'bg-good-soft text-good'
          }`}
        >
          {file.outcome !== null && <p className="mb-1 font-medium">{texts.messageTitle}</p>}
          <p>{detail}</p>
        </div>
      )}
      <div className="mt-4 flex flex-wrap gap-2">
        {choicesOf(file, actions).map(({ icon, label, look: buttonLook = 'secondary', onClick }) => (
          <Button key={label} look={buttonLook} onClick={onClick}>
            <Icon name={icon} className="size-4" />
            {label}
          </Button>
        ))}
      </div>
      <Facts file={file} scan={scan} checksum={checksum} keptUntil={keptUntil} />
      {children}
    </>
  );
}

/** Everything about one file: what became of it, what to do, its versions, and what happened when. */
export function FileDetails({ id, known, actions, onClose }: FileDetailsProps) {
  // Asked for again whenever the list learns of a change.
  const { value, error, reload } = useLoaded(`${id} ${known?.updatedAt} ${known?.state}`, (signal) =>
    readFile(id, signal),
  );
  useLiveChanges(['file'], (news) => {
    if (news === null || news.ids.has(id)) reload();
  });
  const details = value !== null && value.id === id ? value : null;
  const file = known ?? details;
  const choice: PreviewChoice =
    details?.state === 'available' ? choosePreview(details.derivatives) : { kind: 'none', reason: null };
  return (
    <Drawer
      title={file === null ? fileTexts.list.details : <FileName name={file.name} />}
      closeLabel={texts.close}
      onClose={onClose}
    >
      {file === null ? (
        error === null ? (
          <div className="grid gap-3">
            <Skeleton className="h-6 w-24" />
            <Skeleton className="h-10 w-full" />
            <Skeleton className="h-32 w-full" />
          </div>
        ) : (
          <Notice look="bad" action={<Button onClick={reload}>{generalTexts.tryAgain}</Button>}>
            {describeProblem(error)}
          </Notice>
        )
      ) : (
        <Body
          file={file}
          scan={details?.scan ?? null}
          checksum={details?.checksumSha256 ?? null}
          keptUntil={details?.keptUntil ?? null}
          actions={actions}
        >
          {choice.kind !== 'none' && (
            <div className="mt-5">
              <Preview file={file} choice={choice} />
            </div>
          )}
          {file.state === 'available' && file.deletedAt === null && (
            <>
              <Extraction file={file} source="own" />
              <ProcessorResults file={file} source="own" />
            </>
          )}
          {details !== null && details.versions.length > 1 && (
            <FileVersions fileId={id} versions={details.versions} current={details.version} />
          )}
          <FileHistory id={id} version={`${file.updatedAt} ${file.state}`} />
        </Body>
      )}
    </Drawer>
  );
}
