'use client';

import type { ReviewDetail } from '@/entities/review';
import { useQueryState } from '@/shared/lib';

const names = ['compare'] as const;

export type Comparison = {
  /** The version that the current one is beside; `null` while nobody compares. */
  compared: number | null;
  /** Those that it can be beside, newest first. */
  choices: readonly number[];
  compare: (version: number | null) => void;
  /** Opens the comparison with the version before, or closes it. */
  toggle: () => void;
};

/** Which version the current one is compared with, kept in the page's address. Owners have nothing to compare here. */
export function useComparison({ version, versions }: ReviewDetail, isOwn: boolean): Comparison {
  const [asked, ask] = useQueryState(names);
  const choices = isOwn ? [] : versions.map((one) => one.version).filter((one) => one !== version);
  const compared = choices.find((one) => String(one) === asked.compare) ?? null;
  const compare = (wanted: number | null) => ask({ compare: wanted === null ? '' : String(wanted) });
  return {
    compared,
    choices,
    compare,
    toggle: () => compare(compared === null ? (choices[0] ?? null) : null),
  };
}
