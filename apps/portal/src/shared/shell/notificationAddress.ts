import { type Notification, teamKinds } from '@/shared/notifications';

/** Where one sees what a notification is about: the review's page of the file, or one's own file, or the place for what is asked for. */
export function addressOf({ kind, file }: Pick<Notification, 'kind' | 'file'>): string {
  if ((teamKinds as readonly string[]).includes(kind)) return `/review/${file.id}`;
  return kind === 'requested' ? '/' : `/?file=${file.id}`;
}
