import { z } from 'zod';

/** What the database says on the channel; see `portal.tell_live` and `portal.tell_notified`. */
export const liveNotice = z.strictObject({
  kind: z.enum(['file', 'review', 'request', 'notification']),
  /** Of the file; of a notification whom it tells. */
  ownerId: z.string(),
  /** `null`: the system did it. */
  actorId: z.string().nullable(),
  ids: z.array(z.string()),
});

export type LiveNotice = z.output<typeof liveNotice>;
