import type { Unfinished } from 'valetkey/client';

type Matched = {
  pairs: { unfinished: Unfinished; file: File }[];
  /** How many of the chosen files belong to none. */
  unknown: number;
};

/**
 * Which of the chosen files continues which upload: the same name and size, in the same folder where there are two of them.
 * It only finds candidates; whether the content is the same, the engine looks at before it sends anything.
 */
export function matchUnfinished(open: readonly Unfinished[], chosen: readonly File[]): Matched {
  const waiting = new Map<string, Unfinished[]>();
  for (const unfinished of open) {
    const key = keyOf(unfinished.name, unfinished.size);
    waiting.set(key, [...(waiting.get(key) ?? []), unfinished]);
  }
  const pairs: Matched['pairs'] = [];
  for (const file of chosen) {
    const candidates = waiting.get(keyOf(file.name, file.size)) ?? [];
    const inFolder = candidates.findIndex(({ path }) => path === (file.webkitRelativePath || null));
    const [unfinished] = candidates.splice(Math.max(0, inFolder), 1);
    if (unfinished !== undefined) pairs.push({ unfinished, file });
  }
  return { pairs, unknown: chosen.length - pairs.length };
}

/** Systems differ in how they write the same letters; names are compared in one form. */
function keyOf(name: string, size: number | null): string {
  return `${size}:${name.normalize('NFC')}`;
}
