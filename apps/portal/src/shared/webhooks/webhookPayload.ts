import { z } from 'zod';
import { webhookEventTypes, webhookTestType } from './webhookEvents';

const timestamp = z.iso.datetime();

/** About one version of a file. Strict: a name, an address or a URL has no place in it. */
const fileData = z.strictObject({
  /** Number of the event in the portal's trail: of two about one version of a file the larger one happened later. */
  sequence: z.int().min(1),
  /** The file's id, as every call of the API takes it. */
  fileId: z.string().regex(/^[a-z2-7]{26}$/),
  version: z.int().min(1),
  /** Name of the upload profile. */
  profile: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  /** Storage state of the version after the event. */
  state: z.enum(['uploaded', 'verifying', 'available', 'quarantined', 'rejected', 'deleted', 'purged']),
  /** Review state of the version after the event. */
  review: z.enum(['unreviewed', 'in_review', 'awaiting_second', 'approved', 'changes_requested', 'rejected']),
  /** Why it was rejected or put on hold. */
  code: z
    .string()
    .regex(/^[A-Z_]+$/)
    .optional(),
  /** Why a reviewer did not approve it. */
  reasonCode: z
    .string()
    .regex(/^[A-Z_]+$/)
    .optional(),
});

/** About what somebody was asked for, and once it came the version that did. */
const requestData = fileData
  .partial()
  .required({ fileId: true, sequence: true })
  .extend({
    /** Id of the request. */
    requestId: z.string().regex(/^[a-z2-7]{26}$/),
  });

const requestTypes = ['request.created', 'request.fulfilled'] as const;

/** Everything that is ever sent, by its schema; docs/webhooks.md has it in words. */
export const webhookPayload = z.discriminatedUnion('type', [
  z.strictObject({ type: z.enum(webhookEventTypes).exclude([...requestTypes]), timestamp, data: fileData }),
  z.strictObject({ type: z.enum(requestTypes), timestamp, data: requestData }),
  z.strictObject({ type: z.literal(webhookTestType), timestamp, data: z.strictObject({}) }),
]);
