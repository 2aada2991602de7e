'use client';

import { useEffect, useRef, useState } from 'react';
import { previewTexts as texts } from '@/shared/texts';
import type { Derivative } from '../model/Derivative';
import { fitting, shapeOf, type Zoom } from '../model/zoom';
import { DerivedPicture } from './DerivedPicture';
import { ZoomedPicture } from './ZoomedPicture';

type PagePicturesProps = {
  file: { id: string; version: number; name: string };
  pages: readonly Derivative[];
};

/** As many as a worker makes at most; then there may be more in the file. */
const maxPages = 20;

type PageProps = { file: PagePicturesProps['file']; page: Derivative; zoom: Zoom | null };

/** A page is fetched when it comes near the window, and keeps its place from the start. */
function Page({ file, page, zoom }: PageProps) {
  const number = Number(page.name.slice('page-'.length));
  const box = useRef<HTMLLIElement>(null);
  const [isNear, setIsNear] = useState(number === 1);
  useEffect(() => {
    if (isNear || box.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setIsNear(true);
      },
      { rootMargin: '400px' },
    );
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [isNear]);
  const { width, height } = shapeOf(
    { width: page.width ?? 210, height: page.height ?? 297 },
    zoom ?? fitting,
  );
  const picture = { file, picture: page, alt: texts.page(number, file.name), isWhole: true };
  return (
    <li
      ref={box}
      {...(zoom !== null && { 'data-zoomed': width })}
      className="mx-auto w-full rounded-lg border border-line bg-white"
      // Set by the page's own code: what the server renders has no style.
      style={zoom === null || zoom.scale === 1 ? undefined : { width: `${zoom.scale * 100}%` }}
    >
      {isNear ? (
        zoom === null ? (
          <DerivedPicture {...picture} />
        ) : (
          <ZoomedPicture {...picture} zoom={zoom} />
        )
      ) : (
        <svg viewBox={`0 0 ${width} ${height}`} className="block h-auto w-full" aria-hidden="true" />
      )}
    </li>
  );
}

/** Pages below each other, in a frame that zooms and scrolls them. */
export function ZoomedPages({ file, pages, zoom }: PagePicturesProps & { zoom: Zoom }) {
  return (
    <ol className="grid grid-cols-[minmax(0,1fr)] gap-3">
      {pages.map((page) => (
        <Page key={page.name} file={file} page={page} zoom={zoom} />
      ))}
    </ol>
  );
}

/** Says that there may be more, below the first pages. */
export function FirstPagesNote({ pages }: Pick<PagePicturesProps, 'pages'>) {
  return pages.length < maxPages ? null : (
    <p className="mt-2 text-center text-sm text-muted">{texts.firstPages(maxPages)}</p>
  );
}

/** The first pages of a document, one below the other. */
export function PagePictures({ file, pages }: PagePicturesProps) {
  return (
    <div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard. */}
      <ol tabIndex={0} className="grid max-h-[80vh] gap-3 overflow-y-auto rounded-lg">
        {pages.map((page) => (
          <Page key={page.name} file={file} page={page} zoom={null} />
        ))}
      </ol>
      <FirstPagesNote pages={pages} />
    </div>
  );
}
