'use client';

export type { UploadMilestone } from './milestoneOf.ts';
export {
  UploadDropzone,
  type UploadDropzoneOptions,
  type UploadDropzoneProps,
  type UploadDropzoneState,
  useUploadDropzone,
} from './UploadDropzone.tsx';
export { type UploadActions, UploadList, type UploadListProps, useUploadActions } from './UploadList.tsx';
export { useUploadAnnouncement } from './useUploadAnnouncement.ts';
export { useUpload, useUploads } from './useUploads.ts';
export { useUploader, ValetKeyProvider, type ValetKeyProviderProps } from './ValetKeyProvider.tsx';
