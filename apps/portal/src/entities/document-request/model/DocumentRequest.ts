export type RequestState = 'open' | 'fulfilled' | 'cancelled';

/** What somebody is asked for, as they see it: nothing says by whom. */
export type OwnRequest = {
  id: string;
  /** The document that what they upload becomes a version of. */
  fileId: string;
  name: string;
  note: string | null;
  /** The last day, `2026-11-29`; in UTC. */
  dueOn: string | null;
  isOverdue: boolean;
  /** Something was handed over already, and was not accepted. */
  isAgain: boolean;
};

/** The same as the team sees it. */
export type DocumentRequest = OwnRequest & {
  state: RequestState;
  person: { id: string; name: string; email: string };
  createdBy: { id: string; name: string };
  createdAt: string;
  /** When it came into its state. */
  changedAt: string;
};

export type NewDocumentRequest = {
  /** Id or e-mail address of an account. */
  person: string;
  name: string;
  note?: string | null;
  dueOn?: string | null;
};

/** Longest texts, in characters. */
export const requestLimits = { name: 200, note: 2_000 } as const;
