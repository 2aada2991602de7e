'use client';

import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useLiveChanges } from '@/shared/live';
import { signThumbnails } from '../api/derivatives';
import { fetchPicture } from '../api/fetchPicture';
import { createThumbnails } from '../model/createThumbnails';

const thumbnails = createThumbnails({
  sign: signThumbnails,
  fetchPicture,
  forget: (url) => URL.revokeObjectURL(url),
});

type ThumbnailProps = {
  file: { id: string; version: number; state: string; category: string; updatedAt: string };
  /** What stands for the kind of file until there is a picture, and where there is none. */
  children: ReactNode;
};

/** Kinds of file of which pictures are made. */
const kinds = new Set(['image', 'video', 'document', 'spreadsheet', 'presentation']);
/** Kinds that are read from the top. */
const papers = new Set(['document', 'spreadsheet']);
/** What is about to be looked at is asked for, too. */
const ahead = { rootMargin: '200px' };
/** A file that changed so recently may have its picture in the making, in milliseconds. */
const newMs = 120_000;

/** A small picture of a file over the icon of its kind, asked for when it comes into view. Takes the icon's place and no more. */
export function Thumbnail({ file, children }: ThumbnailProps) {
  const box = useRef<HTMLSpanElement>(null);
  const [shown, setShown] = useState<{ of: string; url: string } | null>(null);
  const { id, version, updatedAt } = file;
  const of = `${id} ${version}`;
  const hasPicture = file.state === 'available' && kinds.has(file.category);
  // Raised when something was made of the file: asked for at once, and not again before the next such news.
  const [round, setRound] = useState(0);
  useLiveChanges(['file'], (news) => {
    if (hasPicture && shown?.of !== of && news?.ids.has(id)) setRound((before) => before + 1);
  });

  useEffect(() => {
    if (!hasPicture || box.current === null) return;
    let drop = () => {};
    const observer = new IntersectionObserver(([entry]) => {
      if (entry === undefined || !entry.isIntersecting || entry.boundingClientRect.width === 0) return;
      observer.disconnect();
      drop = thumbnails.want({
        key: id,
        version,
        isNew: round === 0 && Date.now() - Date.parse(updatedAt) < newMs,
        onPicture: (url) => setShown({ of: `${id} ${version}`, url }),
      });
    }, ahead);
    observer.observe(box.current);
    return () => {
      observer.disconnect();
      drop();
    };
  }, [hasPicture, id, version, updatedAt, round]);

  return (
    <span ref={box} className="relative block">
      {children}
      {hasPicture && shown?.of === of && (
        // biome-ignore lint/performance/noImgElement: it is in the page already; nothing is to be fetched for it
        <img
          src={shown.url}
          alt=""
          data-thumbnail=""
          decoding="async"
          onError={() => setShown(null)}
          className={`absolute inset-0 size-full rounded-lg bg-sunken object-cover outline -outline-offset-1 outline-line ${papers.has(file.category) ? 'object-top' : ''}`}
        />
      )}
    </span>
  );
}
