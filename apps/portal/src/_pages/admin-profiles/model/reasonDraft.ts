import type { ProfileReason } from '@/entities/profile';

/** A reason while it is edited; one that was never saved has no code yet. */
export type ReasonDraft = { code: string; label: string };

const maxReasons = 30;
const maxLabelLength = 120;
const maxCodeLength = 64;

/** A code that goes with a label: what stays of it in capitals. Labels without Latin letters get one that only counts. */
export function codeFromLabel(label: string, taken: ReadonlySet<string>): string {
  const stem = label
    .normalize('NFKD')
    .toUpperCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Z]+/g, '_')
    .replace(/^_+/, '')
    .slice(0, maxCodeLength - 3)
    .replace(/_+$/, '');
  const wanted = stem.length >= 2 ? stem : 'REASON';
  if (!taken.has(wanted)) return wanted;
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
  const free = letters.map((letter) => `${wanted}_${letter}`).find((code) => !taken.has(code));
  return free ?? `${wanted}_ZZ`;
}

/** The reasons as they are saved, without empty lines; `null` for the usual ones, `undefined` when some cannot be. */
export function readReasons(drafts: readonly ReasonDraft[]): ProfileReason[] | null | undefined {
  const typed = drafts
    .map(({ code, label }) => ({ code, label: label.trim() }))
    .filter(({ label }) => label !== '');
  if (typed.length === 0) return null;
  const labels = new Set(typed.map(({ label }) => label.toLowerCase()));
  if (typed.length > maxReasons || labels.size < typed.length) return undefined;
  if (typed.some(({ label }) => label.length > maxLabelLength)) return undefined;
  const taken = new Set(typed.map(({ code }) => code));
  return typed.map(({ code, label }) => {
    if (code !== '') return { code, label };
    const made = codeFromLabel(label, taken);
    taken.add(made);
    return { code: made, label };
  });
}
