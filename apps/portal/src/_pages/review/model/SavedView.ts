/** A list of the queue that somebody comes back to. */
export type SavedView = {
  id: string;
  name: string;
  /** Its address, from the `?` on. */
  search: string;
  /** Whether the whole team has it. */
  isShared: boolean;
  isOwn: boolean;
  /** What is in it now; `null` for a search, which is looked for and not counted. */
  count: { files: number; isMore: boolean } | null;
};

export type SavedViewInput = { name: string; search: string; isShared: boolean };

export const maxViewNameLength = 60;
