'use client';

import type { StorageUsage } from '@/entities/file';
import { formatBytes } from '@/shared/lib';
import { fileTexts } from '@/shared/texts';

/** From here on one is told that it gets tight. */
const nearlyFull = 0.9;

function warning({ bytesUsed, bytesReserved, files, maxBytes, maxFiles }: StorageUsage): string | null {
  const texts = fileTexts.quota;
  const bytesLeft = maxBytes - bytesUsed - bytesReserved;
  const filesLeft = maxFiles - files;
  if (bytesLeft <= 0 || filesLeft <= 0) return texts.full;
  if (bytesLeft / maxBytes < 1 - nearlyFull) return texts.near(formatBytes(bytesLeft));
  return filesLeft / maxFiles < 1 - nearlyFull ? texts.nearCount(fileTexts.count(filesLeft)) : null;
}

/** How much of one's storage is used; drawn with numbers as attributes, which the content security policy allows anywhere. */
export function QuotaMeter({ usage }: { usage: StorageUsage }) {
  const texts = fileTexts.quota;
  const used = usage.bytesUsed + usage.bytesReserved;
  const share = Math.min(1, Math.max(used / usage.maxBytes, usage.files / usage.maxFiles));
  const problem = warning(usage);
  const words = texts.used(formatBytes(used), formatBytes(usage.maxBytes));
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
      <svg
        role="img"
        aria-label={`${texts.label}: ${words}`}
        viewBox="0 0 100 6"
        preserveAspectRatio="none"
        className="h-1.5 w-24 overflow-hidden rounded-full"
      >
        <rect width="100" height="6" className="fill-line" />
        <rect
          width={Math.max(share > 0 ? 2 : 0, share * 100)}
          height="6"
          className={problem === null ? 'fill-accent' : 'fill-bad'}
        />
      </svg>
      <span aria-hidden="true" className="tabular-nums">
        {words}
      </span>
      {problem !== null && (
        <p role="status" className="basis-full font-medium text-bad">
          {problem}
        </p>
      )}
    </div>
  );
}
