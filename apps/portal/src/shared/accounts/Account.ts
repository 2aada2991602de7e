import type { Role } from '@/shared/auth';

/** An account as administrators see it. Times are ISO texts. */
export type Account = {
  id: string;
  name: string;
  email: string;
  role: Role;
  isVerified: boolean;
  isDisabled: boolean;
  createdAt: string;
  /** Last sign of life; `null` when there was none yet. */
  lastSeenAt: string | null;
  /** What it holds, every stored version counted. */
  files: number;
  bytesUsed: number;
  /** Profiles whose files they see in the review; `null` for all. */
  reviewProfiles: string[] | null;
  /** Promised to uploads that are not finished. */
  bytesReserved: number;
};

/** A browser that is signed in. Its token is never part of it. */
export type AccountSession = {
  id: string;
  createdAt: string;
  lastSeenAt: string;
  expiresAt: string;
  ipAddress: string | null;
  userAgent: string | null;
  /** The session of whoever asks. */
  isCurrent: boolean;
};

export type InvitationState = 'pending' | 'expired' | 'accepted' | 'revoked';

export type Invitation = {
  id: string;
  email: string;
  name: string | null;
  role: Role;
  state: InvitationState;
  createdAt: string;
  expiresAt: string;
  acceptedAt: string | null;
  invitedBy: { id: string; name: string | null };
};

/** What somebody set for their own account. */
export type AccountSettings = {
  /** Whether the outcome of a review comes by mail. @default true */
  isOutcomeMailed: boolean;
  /** Whether reminders of documents that one is asked for come by mail. @default true */
  isReminderMailed: boolean;
  /** Whether it comes by mail that a comment mentions one; for the team. @default true */
  isMentionMailed: boolean;
};
