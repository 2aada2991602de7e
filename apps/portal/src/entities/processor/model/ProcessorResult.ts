/** What one value may be. */
export type ResultValue = string | number | boolean | null;

/** What one of the operator's processors came to with the current version of a file. */
export type ProcessorResult = {
  processor: string;
  /** What people read above it. */
  title: string;
  /** `empty`: it had nothing to say. */
  state: 'waiting' | 'pending' | 'handed_over' | 'available' | 'empty' | 'not_available' | 'failed';
  /** Why there is nothing: a word of ours or of the processor, and what it says of its own. */
  reason: string | null;
  reasonLabel: string | null;
  values: { name: string; label: string; value: ResultValue }[];
  lists: {
    name: string;
    label: string;
    columns: { name: string; label: string }[];
    rows: ResultValue[][];
  }[];
  /** What it made beside, as derivatives of the file. */
  derivatives: { name: string; label: string; contentType: string; size: number }[];
};

export type FileResults = { version: number; results: ProcessorResult[] };

/** Who asks: the owner, or the team. */
export type ResultSource = 'own' | 'review';
