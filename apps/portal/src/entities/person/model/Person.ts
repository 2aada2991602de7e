import type { Role } from '@/shared/auth';

/** An account as the administrator's list has it. */
export type Person = {
  id: string;
  name: string;
  email: string;
  role: Role;
  isVerified: boolean;
  isDisabled: boolean;
  createdAt: string;
  /** Last use of any session; `null` when they never signed in. */
  lastSeenAt: string | null;
  files: number;
  bytesUsed: number;
  /** Upload profiles whose files they see in the review; `null` for all. */
  reviewProfiles: string[] | null;
};
