'use client';

import { previewTexts as texts } from '@/shared/texts';
import type { Derivative } from '../model/Derivative';
import { usePicture } from '../model/usePicture';

type DerivedPictureProps = {
  file: { id: string; version: number };
  picture: Pick<Derivative, 'name' | 'state' | 'width' | 'height'>;
  alt: string;
  /** As wide as its place, however high that makes it. @default false: as much as a window shows at once */
  isWhole?: boolean;
};

/** Where nothing is known of its size yet. */
const usual = { width: 4, height: 3 };
const looks = {
  fitting: 'mx-auto block h-auto max-h-[75vh] w-auto max-w-full rounded-lg',
  whole: 'block h-auto w-full rounded-lg',
};

/** A picture whose place is kept from the start. */
export function DerivedPicture({ file, picture, alt, isWhole = false }: DerivedPictureProps) {
  const look = isWhole ? looks.whole : looks.fitting;
  const { url, isPending, isFailed } = usePicture(file, picture);
  const width = picture.width ?? usual.width;
  const height = picture.height ?? usual.height;
  if (url !== null)
    // biome-ignore lint/performance/noImgElement: it is in the page already; nothing is to be fetched for it
    return <img src={url} alt={alt} width={width} height={height} decoding="async" className={look} />;
  return (
    <div className="relative">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
        className={`${look} bg-sunken`}
        aria-hidden="true"
      />
      {(isFailed || isPending) && (
        <p
          role="status"
          className="absolute inset-0 grid place-content-center p-4 text-center text-sm text-muted"
        >
          {isFailed ? texts.failed : texts.making}
        </p>
      )}
    </div>
  );
}
