/** What owners are told of their own files. Nobody of the team is named in it. */
export const ownerKinds = ['approved', 'changes_requested', 'rejected', 'not_accepted', 'requested'] as const;

/** What the team is told of the files that they review. */
export const teamKinds = ['assigned', 'taken_over', 'mentioned', 'new_version', 'second_wanted'] as const;

export type NotificationKind = (typeof ownerKinds)[number] | (typeof teamKinds)[number];

export type Notification = {
  id: string;
  kind: NotificationKind;
  /** As it is called now. */
  file: { id: string; name: string };
  version: number | null;
  at: string;
  isRead: boolean;
};

export type NotificationPage = {
  /** Newest first. */
  notifications: Notification[];
  nextCursor: string | null;
};

/** Unread ones are counted up to here. */
export const maxUnread = 100;
