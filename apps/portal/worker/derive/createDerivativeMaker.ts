import { join } from 'node:path';
import type { DerivativeMaker } from 'valetkey/server';
import { type DerivativeKind, derivativeKind } from '@/shared/derivatives/index.server';
import type { Containment } from '../containment/createContainment';
import { saveInput } from '../containment/saveInput';
import { audioPictureMaker } from './audioPictureMaker';
import { imageMaker } from './imageMaker';
import { officeMaker } from './officeMaker';
import { type DerivativeTools, type PartMaker, withReason } from './PartMaker';
import { pdfMaker } from './pdfMaker';
import { audioPreviewMaker, videoPreviewMaker } from './previewMaker';
import { videoPictureMaker } from './videoPictureMaker';

/** Pictures are quick and come first; documents take seconds and previews minutes, so each of these has a turn of its own. */
export type DerivativeWork = 'pictures' | 'documents' | 'previews';

const makers: Readonly<Record<DerivativeWork, Readonly<Partial<Record<DerivativeKind, PartMaker>>>>> = {
  pictures: {
    image: imageMaker,
    pdf: pdfMaker,
    video: videoPictureMaker,
    audio: audioPictureMaker,
  },
  documents: { office: officeMaker },
  previews: { video: videoPreviewMaker, audio: audioPreviewMaker },
};

const inputName = 'input';

/** Makes the pictures or the preview of a version, whatever kind of file it is; every look into the file is contained. */
export function createDerivativeMaker(options: {
  work: DerivativeWork;
  containment: Pick<Containment, 'inFolder'>;
  tools: DerivativeTools;
}): DerivativeMaker {
  const { work, containment, tools } = options;
  const makerOf = (contentType: string) => {
    const kind = derivativeKind(contentType);
    return (kind !== null && makers[work][kind]) || null;
  };
  return {
    plan: ({ contentType }) => makerOf(contentType)?.planned ?? [],
    async make({ upload, read, keep, signal }) {
      const maker = makerOf(upload.contentType);
      if (maker === null) return [];
      const { planned, maxInputBytes } = maker;
      if ((upload.size ?? 0) > maxInputBytes) return withReason(planned, 'too_large');
      return containment.inFolder(signal, async (folder) => {
        const path = join(folder.path, inputName);
        const isSaved = await saveInput(await read(), { path, maxBytes: maxInputBytes, signal });
        if (!isSaved) return withReason(planned, 'too_large');
        return maker.make({ folder, input: inputName, contentType: upload.contentType, tools, keep });
      });
    },
  };
}
