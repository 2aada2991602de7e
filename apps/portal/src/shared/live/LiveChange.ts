/**
 * What changed. `file`: a file, as its owner sees it; `review`: what only the team sees of one; `request`: a document that somebody is
 * asked for; `notification`: what the person themselves is told.
 */
export type LiveKind = 'file' | 'review' | 'request' | 'notification';

/** Things that changed and that the page may ask for anew. */
export type LiveChange = {
  kind: LiveKind;
  /** `null`: more than is worth naming, or nobody knows which. */
  ids: readonly string[] | null;
  /** Whoever looks at the page did it themselves, here or elsewhere. */
  isOwn: boolean;
};
