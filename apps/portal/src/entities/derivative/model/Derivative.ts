/** Something made from the current version of a file. */
export type Derivative = {
  /** `thumb`, `web`, `page-1`, `poster`, `preview`, ... */
  name: string;
  state: 'pending' | 'available' | 'not_available' | 'failed';
  contentType: string;
  size: number | null;
  width: number | null;
  height: number | null;
  durationSeconds: number | null;
  /** Why there is none, in a word such as `tool_missing`. */
  reason: string | null;
};
