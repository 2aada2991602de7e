'use client';

import { useEffect, useState } from 'react';
import type { Unfinished } from 'valetkey/client';
import { useUploader } from 'valetkey/react';
import { hasUnfinishedUploads } from '@/shared/api';

/** Uploads that a reload or another device left unfinished; `null` while there are none to be known of. */
export function useUnfinished(): readonly Unfinished[] | null {
  const uploader = useUploader();
  const [found, setFound] = useState<readonly Unfinished[] | null>(null);

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const find = async () => {
      // Most visits have none, and then the engine need not load what compares files.
      if (await hasUnfinishedUploads(signal)) setFound(await uploader.findUnfinished(signal));
    };
    // Without an answer there is only nothing to offer; the list of files reports what is wrong.
    find().catch(() => {});
    return () => controller.abort();
  }, [uploader]);

  return found;
}
