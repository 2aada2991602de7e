/** One step in what became of a file. Who reviewed it is not part of it. */
export type FileHistoryEvent = {
  at: string;
  action:
    | 'uploaded'
    | 'new_version'
    | 'available'
    | 'rejected'
    | 'quarantined'
    | 'released'
    | 'refused'
    | 'review_started'
    | 'approved'
    | 'changes_requested'
    | 'review_rejected'
    | 'renamed'
    | 'deleted'
    | 'restored';
  version: number | null;
  /** Nobody did it: a check's result, or the end of the time that files of this kind are kept. */
  isAutomatic: boolean;
};
