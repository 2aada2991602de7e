import { ValetKeyError } from '../protocol/index.ts';
import type { Remedy } from './bucket/planRemedies.ts';

export type Applied = { name: Remedy['name']; text: string; problem: string | null };

/** Carries changes out one after the other. One that may be missing on a store does not stop the rest. */
export async function applyRemedies(remedies: readonly Remedy[], signal: AbortSignal): Promise<Applied[]> {
  const applied: Applied[] = [];
  for (const { name, text, apply, isOptional } of remedies) {
    signal.throwIfAborted();
    try {
      await apply();
      applied.push({ name, text, problem: null });
    } catch (error) {
      if (!isOptional || !(error instanceof ValetKeyError)) throw error;
      applied.push({ name, text, problem: error.message });
    }
  }
  return applied;
}
