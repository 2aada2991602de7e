'use client';

import { previewTexts as texts } from '@/shared/texts';
import type { PreviewChoice } from '../model/choosePreview';
import { DerivedPicture } from './DerivedPicture';
import { PagePictures } from './PagePictures';
import { PlayableMedia } from './PlayableMedia';

export type PreviewProps = {
  file: { id: string; version: number; name: string };
  choice: Exclude<PreviewChoice, { kind: 'none' }>;
};

/** What can be seen of a file without the file itself. */
export function PreviewContent({ file, choice }: PreviewProps) {
  switch (choice.kind) {
    case 'picture':
      return <DerivedPicture file={file} picture={choice.picture} alt={texts.pictureOf(file.name)} />;
    case 'video':
    case 'audio':
      return <PlayableMedia file={file} {...choice} />;
    case 'pages':
      return <PagePictures file={file} pages={choice.pages} />;
  }
}
