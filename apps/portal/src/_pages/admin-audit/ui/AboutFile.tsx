'use client';

import Link from 'next/link';
import { listAudit } from '@/entities/audit';
import { FileName } from '@/entities/file';
import { useLoaded } from '@/shared/api';
import { auditTexts } from '@/shared/texts';
import { textLink } from '@/shared/ui';
import { About } from './About';

const texts = auditTexts.about;

/** Which file the answer is about. One that was removed for good still has its events. */
export function AboutFile({ id, onClear }: { id: string; onClear: () => void }) {
  const { value: page, error } = useLoaded(id, (signal) => listAudit({ file: id, limit: 1, signal }));
  const name = page?.events[0]?.fileName ?? null;
  return (
    <About question={texts.file} id={id} onClear={onClear}>
      {name !== null && (
        <>
          <p className="font-medium">
            <FileName name={name} />
          </p>
          <Link href={`/review/${encodeURIComponent(id)}`} prefetch={false} className={`text-sm ${textLink}`}>
            {texts.openFile}
          </Link>
        </>
      )}
      {name === null && (page !== null || error !== null) && (
        <p className="font-medium">{texts.fileUnknown}</p>
      )}
    </About>
  );
}
