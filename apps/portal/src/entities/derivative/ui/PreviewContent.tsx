'use client';

import { previewTexts as texts } from '@/shared/texts';
import type { PreviewChoice } from '../model/choosePreview';
import { DerivedPicture } from './DerivedPicture';
import { PagePictures } from './PagePictures';
import { PlayableMedia } from './PlayableMedia';
import { Watermark } from './Watermark';

export type PreviewProps = {
  file: { id: string; version: number; name: string };
  choice: Exclude<PreviewChoice, { kind: 'none' }>;
  /** What is written across it; a deterrent and no protection. @default null: nothing */
  watermark?: string | null;
};

function Shown({ file, choice, watermark }: PreviewProps) {
  switch (choice.kind) {
    case 'picture':
      return <DerivedPicture file={file} picture={choice.picture} alt={texts.pictureOf(file.name)} />;
    case 'video':
    case 'audio':
      return <PlayableMedia file={file} isConfined={watermark != null} {...choice} />;
    case 'pages':
      return <PagePictures file={file} pages={choice.pages} />;
  }
}

/** What can be seen of a file without the file itself. */
export function PreviewContent(props: PreviewProps) {
  const { watermark = null } = props;
  if (watermark === null) return <Shown {...props} />;
  return (
    <div className="relative isolate">
      <Shown {...props} />
      <Watermark text={watermark} />
    </div>
  );
}
