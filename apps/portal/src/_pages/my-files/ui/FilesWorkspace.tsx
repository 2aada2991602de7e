'use client';

import { ValetKeyProvider } from 'valetkey/react';
import type { OwnRequest } from '@/entities/document-request';
import type { FilePage } from '@/entities/file';
import type { UploadChoice } from '@/entities/profile';
import { Workspace } from './Workspace';

type FilesWorkspaceProps = {
  firstPage: FilePage;
  /** What they are asked for. */
  requests: readonly OwnRequest[];
  storeOrigins: string[];
  checksums: boolean;
  choices: UploadChoice[];
  trashDays: number;
};

/** The files page's living part. The uploader lives as long as the page; leaving it asks while something is on its way. */
export function FilesWorkspace({ storeOrigins, checksums, ...rest }: FilesWorkspaceProps) {
  return (
    <ValetKeyProvider options={{ storeOrigins, checksums: checksums && 'files' }}>
      <Workspace {...rest} />
    </ValetKeyProvider>
  );
}
