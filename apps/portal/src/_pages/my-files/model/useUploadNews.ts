'use client';

import { useEffect, useRef } from 'react';
import type { Upload } from 'valetkey/client';
import { useUploader } from 'valetkey/react';
import { isSignedOutError, noteSessionEnd } from '@/shared/api';

/** Many files finish in one moment, and hundreds one after the other; the list is asked now and then for all. In milliseconds. */
const refreshDelayMs = 300;
const refreshPauseMs = 5_000;

type UploadNews = {
  /** Something finished, lately or now: time to look at the list. */
  onNews: () => void;
  /** One is with the server. */
  onDone: (upload: Upload) => void;
};

/** Tells the page what its uploads mean for the list, not more often than anybody can look. */
export function useUploadNews(news: UploadNews): void {
  const uploader = useUploader();
  const latest = useRef(news);

  useEffect(() => {
    latest.current = news;
  });

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let refreshedAt = Number.NEGATIVE_INFINITY;
    const plan = (delay: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        timer = undefined;
        refreshedAt = performance.now();
        latest.current.onNews();
      }, delay);
    };
    const stop = uploader.listen((event) => {
      if (event.type === 'failed' && isSignedOutError(event.upload.error)) noteSessionEnd();
      if (event.type === 'done') latest.current.onDone(event.upload);
      if (event.type === 'idle') plan(refreshDelayMs);
      else if (event.type === 'done' && timer === undefined)
        plan(Math.max(refreshDelayMs, refreshedAt + refreshPauseMs - performance.now()));
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [uploader]);
}
