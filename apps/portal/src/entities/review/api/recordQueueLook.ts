import 'server-only';
import { type CallContext, recordLook } from '@/shared/valetkey/index.server';

type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** What of a query is words of ours or an id. Of anything else the event keeps that it was there. */
const words = new Set(['state', 'review', 'category', 'required', 'profile', 'due', 'held', 'sort']);
const people = new Set(['owner', 'assignee']);

function isFact(name: string, value: unknown): boolean {
  const text = String(value);
  if (people.has(name)) return text === 'none' || /^[\w-]{20,64}$/.test(text);
  return words.has(name) && /^[\w,.-]{1,100}$/.test(text);
}

/** Which page of the queue somebody looked at, with what is needed to find it again: filters, and its first and last file. */
export function recordQueueLook(
  context: CallContext,
  { q, cursor, limit, ...filter }: Query,
  files: readonly { id: string }[],
): Promise<void> {
  const given = Object.entries(filter).filter(([, value]) => value != null && value !== '');
  const known = given.filter(([name, value]) => isFact(name, value));
  const others = given.filter((entry) => !known.includes(entry)).map(([name]) => name);
  return recordLook(context, {
    list: 'queue',
    query: { ...filter, cursor, limit },
    searched: q == null ? null : String(q),
    details: {
      ...Object.fromEntries(known.map(([name, value]) => [name, String(value)])),
      ...(others.length > 0 && { others: others.join() }),
      isFurther: cursor != null,
      count: files.length,
      first: files[0]?.id ?? null,
      last: files.at(-1)?.id ?? null,
    },
  });
}
