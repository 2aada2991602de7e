'use client';

import { useEffect, useRef, useState } from 'react';
import { previewTexts as texts } from '@/shared/texts';
import type { Derivative } from '../model/Derivative';
import { DerivedPicture } from './DerivedPicture';

type PagePicturesProps = {
  file: { id: string; version: number; name: string };
  pages: readonly Derivative[];
};

/** As many as a worker makes at most; then there may be more in the file. */
const maxPages = 20;

/** A page is fetched when it comes near the window, and keeps its place from the start. */
function Page({ file, page, number }: { file: PagePicturesProps['file']; page: Derivative; number: number }) {
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
  const width = page.width ?? 210;
  const height = page.height ?? 297;
  return (
    <li ref={box} className="rounded-lg border border-line bg-white">
      {isNear ? (
        <DerivedPicture file={file} picture={page} alt={texts.page(number, file.name)} isWhole />
      ) : (
        <svg viewBox={`0 0 ${width} ${height}`} className="block h-auto w-full" aria-hidden="true" />
      )}
    </li>
  );
}

/** The first pages of a document, one below the other. */
export function PagePictures({ file, pages }: PagePicturesProps) {
  return (
    <div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard. */}
      <ol tabIndex={0} className="grid max-h-[80vh] gap-3 overflow-y-auto rounded-lg">
        {pages.map((page) => (
          <Page key={page.name} file={file} page={page} number={Number(page.name.slice('page-'.length))} />
        ))}
      </ol>
      {pages.length >= maxPages && (
        <p className="mt-2 text-center text-sm text-muted">{texts.firstPages(maxPages)}</p>
      )}
    </div>
  );
}
