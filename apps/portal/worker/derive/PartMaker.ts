import type { MadeDerivative, PlannedDerivative } from 'valetkey/server';
import type { ContainedFolder } from '../containment/createContainment';
import type { MediaTools } from './mediaFacts';
import type { RenderedPicture } from './renderPictures';

/** Programs that makers use; `null` for one that is not on this machine. */
export type DerivativeTools = {
  /** Our own, which draws pictures: a bundle beside the worker's. */
  pictureProgram: string;
  /** Poppler's, which draws pages of PDF documents. */
  pdftoppm: string | null;
  /** FFmpeg's, which read recordings. */
  media: MediaTools | null;
  /** libheif's, which decodes HEIC. */
  heifConvert: string | null;
  /** LibreOffice's, which prints documents, and where it keeps what it needs beside the system's programs; empty where that is not known. */
  office: { program: string; directory: string } | null;
};

/** Makes the derivatives of one kind of file from its bytes in a contained folder. */
export type PartMaker = {
  planned: readonly PlannedDerivative[];
  /** Larger files are not fetched. */
  maxInputBytes: number;
  make: (work: {
    folder: ContainedFolder;
    /** Name of the file in the folder. */
    input: string;
    /** As it was verified. */
    contentType: string;
    tools: DerivativeTools;
    /** Records what is ready while the rest is being made. */
    keep: (early: readonly MadeDerivative[]) => Promise<void>;
  }) => Promise<MadeDerivative[]>;
};

/** What is the machine's fault may be made elsewhere; everything else is the file's. */
const machineReasons = new Set(['tool_missing', 'not_contained', 'kind_not_supported']);

/** As pictures are recorded. */
export function toMade(pictures: readonly RenderedPicture[]) {
  return pictures.map((picture) => ({ ...picture, contentType: 'image/webp' }));
}

/** Nothing of what was planned, for one reason. */
export function withReason(planned: readonly PlannedDerivative[], reason: string): MadeDerivative[] {
  const state = machineReasons.has(reason) ? 'not_available' : 'failed';
  return planned.map((one) => ({ ...one, state, reason }));
}
