import type { Fact } from './Fact';

export type FactChange = { label: string; before: string | null; after: string | null };

/** The facts that are not the same, in the order in which they are told; what is missing on one side is `null` there. */
export function compareFacts(before: readonly Fact[], after: readonly Fact[]): FactChange[] {
  const [earlier, later] = [new Map(before), new Map(after)];
  return [...new Set([...later.keys(), ...earlier.keys()])]
    .map((label) => ({ label, before: earlier.get(label) ?? null, after: later.get(label) ?? null }))
    .filter((change) => change.before !== change.after);
}
