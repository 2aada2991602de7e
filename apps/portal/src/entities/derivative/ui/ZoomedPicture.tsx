'use client';

import { useState } from 'react';
import { previewTexts as texts } from '@/shared/texts';
import type { Derivative } from '../model/Derivative';
import { usePicture } from '../model/usePicture';
import { shapeOf, type Zoom } from '../model/zoom';

type ZoomedPictureProps = {
  file: { id: string; version: number };
  picture: Pick<Derivative, 'name' | 'state' | 'width' | 'height'>;
  alt: string;
  zoom: Zoom;
  /** As wide as its place, which is zoomed itself. @default false: as much as a window shows at once, times the zoom */
  isWhole?: boolean;
};

/** Where nothing is known of its size yet. */
const usual = { width: 4, height: 3 };
/** As much of a window's height as a picture takes that fits, in hundredths. */
const fittingHeight = 75;
const turns = [
  'inset-0 size-full',
  'top-1/2 left-1/2 h-[100cqw] w-[100cqh] max-w-none -translate-1/2 rotate-90',
  'inset-0 size-full rotate-180',
  'top-1/2 left-1/2 h-[100cqw] w-[100cqh] max-w-none -translate-1/2 -rotate-90',
] as const;

/** A picture as it is turned and zoomed, in a place that is kept from the start. */
export function ZoomedPicture({ file, picture, alt, zoom, isWhole = false }: ZoomedPictureProps) {
  const { url, isPending, isFailed } = usePicture(file, picture);
  // Of what was still being made when the page heard of it, nobody knew how large it would be.
  const [loaded, setLoaded] = useState<{ width: number; height: number } | null>(null);
  const { width, height } = shapeOf(
    {
      width: picture.width ?? loaded?.width ?? usual.width,
      height: picture.height ?? loaded?.height ?? usual.height,
    },
    zoom,
  );
  const isFitting = !isWhole && zoom.scale === 1;
  const fittingWidth = `min(100%, ${(fittingHeight * width) / height}vh, ${width}px)`;
  return (
    <div
      {...(!isWhole && { 'data-zoomed': width })}
      className={`relative mx-auto ${isFitting ? 'w-fit max-w-full' : ''}`}
      // Set by the page's own code: what the server renders has no style.
      style={isFitting || isWhole ? undefined : { width: `calc(${fittingWidth} * ${zoom.scale})` }}
    >
      <svg
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
        className={`block h-auto ${isFitting ? 'max-h-[75vh] w-auto max-w-full' : 'w-full'} ${url === null ? 'bg-sunken' : ''}`}
        aria-hidden="true"
      />
      {url !== null && (
        // What is turned by a quarter is as wide as its place is high.
        <div className="absolute inset-0 [container-type:size]">
          {/* biome-ignore lint/performance/noImgElement: it is in the page already; nothing is to be fetched for it */}
          <img
            src={url}
            alt={alt}
            decoding="async"
            draggable={false}
            onLoad={({ currentTarget }) =>
              setLoaded({ width: currentTarget.naturalWidth, height: currentTarget.naturalHeight })
            }
            className={`absolute rounded-lg select-none ${turns[zoom.quarterTurns]}`}
          />
        </div>
      )}
      {url === null && (isFailed || isPending) && (
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
