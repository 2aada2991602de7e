import type { AccessFilter, AuditFilter } from '@/entities/audit';

/** What the page's address says; every value may be empty or nonsense. */
export type AuditQuestion = Readonly<
  Record<'actor' | 'file' | 'action' | 'purpose' | 'from' | 'to' | 'lists', string>
>;

const dayMs = 24 * 60 * 60 * 1000;

/** The first moment of a day in UTC; `null` when it is no day. */
function startOfDay(day: string): number | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return null;
  const time = Date.parse(`${day}T00:00:00Z`);
  // The 31st of February is not another way to say the 3rd of March.
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day ? null : time;
}

/** The filter of a question; days count from their first moment to their last, in UTC. What is no day is left out. */
export function toAuditFilter({ actor, file, action, purpose, from, to, lists }: AuditQuestion): AuditFilter {
  const first = startOfDay(from);
  const last = startOfDay(to);
  return {
    actor,
    file,
    action,
    purpose,
    // Whoever asks for exactly that need not ask twice.
    lists: lists === '1' || purpose === 'thumbnail' ? '1' : '0',
    ...(first !== null && { from: new Date(first).toISOString() }),
    ...(last !== null && { to: new Date(last + dayMs).toISOString() }),
  };
}

/** The same without what a summary has all of. */
export function toAccessFilter({ action: _action, purpose: _purpose, ...filter }: AuditFilter): AccessFilter {
  return filter;
}

/** Whether the days exclude each other. */
export function isBackwards({ from, to }: Pick<AuditQuestion, 'from' | 'to'>): boolean {
  const [first, last] = [startOfDay(from), startOfDay(to)];
  return first !== null && last !== null && first > last;
}
