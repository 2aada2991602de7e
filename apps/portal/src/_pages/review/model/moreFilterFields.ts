import { reviewTexts } from '@/shared/texts';
import { type Assignee, type DueFilter, type QueueFilter, reviewFlags } from './QueueFilter';

const words = reviewTexts.moreFilters;
/** As sizes are shown. */
const bytesPerMegabyte = 1024 * 1024;

/** The fields as they are typed. */
export type MoreFilterFields = {
  holder: string;
  profile: string;
  flag: string;
  due: DueFilter;
  minMegabytes: string;
  maxMegabytes: string;
  from: string;
  to: string;
};

type Errors = { minMegabytes?: string; maxMegabytes?: string; to?: string };

const inMegabytes = (bytes: number | null) =>
  bytes === null ? '' : String(Math.round((bytes / bytesPerMegabyte) * 1e7) / 1e7);

export function toMoreFilterFields(filter: QueueFilter): MoreFilterFields {
  const { assignee, profile, flag, due, minSize, maxSize, from, to } = filter;
  return {
    holder: assignee.startsWith('person:') ? assignee.slice('person:'.length) : '',
    profile: profile ?? '',
    flag: flag ?? '',
    due,
    minMegabytes: inMegabytes(minSize),
    maxMegabytes: inMegabytes(maxSize),
    from: from ?? '',
    to: to ?? '',
  };
}

/** Bytes; `null` for an empty field, `undefined` for what is no number. A comma is taken for a point. */
function readBytes(text: string): number | null | undefined {
  const typed = text.trim().replace(',', '.');
  if (typed === '') return null;
  return /^\d{1,8}(\.\d{1,7})?$/.test(typed) ? Math.round(Number(typed) * bytesPerMegabyte) : undefined;
}

/** What the fields say, or what is wrong with them. Nobody's and one's own files are chosen elsewhere and stay. */
export function readMoreFilters(
  fields: MoreFilterFields,
  { assignee: before }: QueueFilter,
): { change: Partial<QueueFilter> | null; errors: Errors } {
  const minSize = readBytes(fields.minMegabytes);
  const maxSize = readBytes(fields.maxMegabytes);
  const from = fields.from || null;
  const to = fields.to || null;
  const errors: Errors = {};
  if (minSize === undefined) errors.minMegabytes = words.sizeProblem;
  if (maxSize === undefined) errors.maxMegabytes = words.sizeProblem;
  else if (maxSize !== null && (minSize ?? 0) > maxSize) errors.maxMegabytes = words.rangeProblem;
  if (from !== null && to !== null && from > to) errors.to = words.rangeProblem;
  if (minSize === undefined || maxSize === undefined || Object.keys(errors).length > 0)
    return { change: null, errors };
  const kept: Assignee = before.startsWith('person:') ? 'any' : before;
  const assignee: Assignee = fields.holder === '' ? kept : `person:${fields.holder}`;
  const flag = reviewFlags.find((one) => one === fields.flag) ?? null;
  const { due } = fields;
  return {
    change: { assignee, profile: fields.profile || null, flag, due, minSize, maxSize, from, to },
    errors,
  };
}
