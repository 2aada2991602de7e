import type { Processor } from '@/shared/processors/index.server';
import { imageCaptions } from './imageCaptions';
import { invoiceTotals } from './invoiceTotals';
import { wordCounts } from './wordCounts';

/** The processors that run after each upload: yours to change. docs/processors.md says how. */
export const processors: readonly Processor[] = [invoiceTotals, imageCaptions, wordCounts];
