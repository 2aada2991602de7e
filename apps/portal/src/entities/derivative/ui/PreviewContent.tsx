'use client';

import { previewTexts as texts } from '@/shared/texts';
import type { PreviewChoice } from '../model/choosePreview';
import type { ZoomKeys } from '../model/createZoomKeys';
import { DerivedPicture } from './DerivedPicture';
import { FirstPagesNote, PagePictures, ZoomedPages } from './PagePictures';
import { PlayableMedia } from './PlayableMedia';
import { Watermark } from './Watermark';
import { ZoomedPicture } from './ZoomedPicture';
import { ZoomFrame } from './ZoomFrame';

export type PreviewProps = {
  file: { id: string; version: number; name: string };
  choice: Exclude<PreviewChoice, { kind: 'none' }>;
  /** What is written across it; a deterrent and no protection. @default null: nothing */
  watermark?: string | null;
  /** Pictures and pages can be zoomed and turned, by these keys as well. @default null: they fit */
  zoomKeys?: ZoomKeys | null;
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
  const { file, choice, watermark = null, zoomKeys = null } = props;
  const over = watermark === null ? null : <Watermark text={watermark} />;
  // Another version is another picture, and begins as a whole.
  const version = `${file.id} ${file.version}`;
  if (zoomKeys !== null && choice.kind === 'picture')
    return (
      <ZoomFrame key={version} label={texts.pictureOf(file.name)} keys={zoomKeys} over={over}>
        {(zoom) => (
          <ZoomedPicture file={file} picture={choice.picture} alt={texts.pictureOf(file.name)} zoom={zoom} />
        )}
      </ZoomFrame>
    );
  if (zoomKeys !== null && choice.kind === 'pages')
    return (
      <div>
        <ZoomFrame key={version} label={texts.pagesOf(file.name)} keys={zoomKeys} over={over}>
          {(zoom) => <ZoomedPages file={file} pages={choice.pages} zoom={zoom} />}
        </ZoomFrame>
        <FirstPagesNote pages={choice.pages} />
      </div>
    );
  if (over === null) return <Shown {...props} />;
  return (
    <div className="relative isolate">
      <Shown {...props} />
      {over}
    </div>
  );
}
