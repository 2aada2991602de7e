/** The roles, the least one first. A reviewer's may be narrowed to a scope; who may see what is then asked of the data access. */
export const roles = ['user', 'reviewer', 'lead', 'admin'] as const;

export type Role = (typeof roles)[number];

/**
 * Who may do what, in one table. Owning a file is no permission: what belongs to somebody is asked of the data access, with
 * the owner's id. A person without a permission is answered as if the thing did not exist.
 */
export const permissions = {
  /** Upload, list, download and delete one's own files. */
  'files.own': roles,
  /** One's own name, password and sessions. */
  'account.own': roles,
  /** See the review queue and the files in it. */
  'review.read': ['reviewer', 'lead', 'admin'],
  /** See all of it, whatever a scope says. */
  'review.everything': ['admin'],
  /** Claim files and decide about them. */
  'review.decide': ['reviewer', 'lead', 'admin'],
  /** Save a list of the queue for the whole team. */
  'review.share': ['lead', 'admin'],
  /** Keep the texts that the team begins its messages with. */
  'review.templates': ['lead', 'admin'],
  /** Give a file to somebody else to review. */
  'review.assign': ['lead', 'admin'],
  /** Be the second of the two people whom some files need. */
  'review.second': ['lead', 'admin'],
  /** Keep a file for legal reasons, and let go of it again. */
  'review.hold': ['lead', 'admin'],
  /** Take a decision up again. */
  'review.reopen': ['lead', 'admin'],
  /** See what is held after a malware scan, and let it go or refuse it. */
  'quarantine.decide': ['admin'],
  /** See figures about uploads and reviews. */
  'insight.read': ['lead', 'admin'],
  /** Read and verify the audit trail. */
  'audit.read': ['admin'],
  /** Accounts, invitations, sessions. */
  'people.manage': ['admin'],
  /** Upload profiles and the settings of the whole portal. */
  'settings.manage': ['admin'],
  /** See how the system is. */
  'status.read': ['admin'],
  /** See the jobs that were given up, and have them tried again or dropped. */
  'jobs.manage': ['admin'],
  /** Who is told of what happens to files, and what became of it. */
  'webhooks.manage': ['admin'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof permissions;

export function hasPermission(role: Role, permission: Permission): boolean {
  return (permissions[permission] as readonly Role[]).includes(role);
}

/** The role that a stored value names; anything unknown is the least one. */
export function roleOf(value: unknown): Role {
  return roles.find((role) => role === value) ?? 'user';
}
