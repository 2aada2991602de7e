/** What people are told in the header of every page. `name` is the file's, put where `{file}` is. */
export const notifications = {
  title: 'Notifications',
  /** Name of the button. */
  button: (unread: string | null) =>
    unread === null ? 'Notifications, none unread' : `Notifications, ${unread} unread`,
  arrived: 'You have a new notification.',
  close: 'Close the notifications',
  loading: 'Loading notifications',
  empty: 'Nothing yet',
  emptyHint: 'When something happens to your files, you read it here.',
  emptyHintTeam: 'When something happens to your files, or to files that you review, you read it here.',
  showMore: 'Show older',
  shown: (count: number, isAll: boolean) => {
    const shown = `${count} ${count === 1 ? 'notification' : 'notifications'}`;
    return isAll ? shown : `${shown}, there are older ones`;
  },
  readAll: 'Mark all as read',
  allRead: 'All are marked as read.',
  unread: 'Unread',
  kinds: {
    approved: '{file} was approved.',
    changes_requested: '{file} needs a change.',
    rejected: '{file} was not accepted.',
    not_accepted: '{file} did not pass the check.',
    requested: 'The document {file} is needed from you.',
    assigned: '{file} was given to you to review.',
    taken_over: '{file} was taken over from you.',
    mentioned: 'You are mentioned in a comment on {file}.',
    new_version: '{file}, which you decided about, has a new version.',
    second_wanted: '{file} waits for a second approval.',
  },
};
