import 'server-only';
import { reasonCodePattern } from 'valetkey/postgres';
import { limits } from 'valetkey/protocol';
import { z } from 'zod';
import { fileKinds } from './UploadProfileFacts';

function wholeNumber(max: number, meaning: string) {
  const error = `expected ${meaning}: a whole number from 1 to ${max}`;
  return z.int({ error }).min(1, { error }).max(max, { error });
}

function orNothing(max: number, meaning: string) {
  return wholeNumber(max, `${meaning}, or null`).nullable();
}

function oneLine(maxLength: number) {
  const error = `expected 1 to ${maxLength} characters in one line`;
  return z
    .string({ error: 'expected a text' })
    .refine((value) => value.trim() !== '' && value.length <= maxLength && !/\p{Cc}|\p{Cs}/u.test(value), {
      error,
    })
    .transform((value) => value.trim());
}

/** Each field with what it may be; the messages are for whoever edits a profile. */
export const profileShape = {
  label: oneLine(60),
  maxSizeBytes: wholeNumber(limits.maxObjectSizeBytes, 'the largest file in bytes'),
  maxBytes: orNothing(10 ** 15 - 1, 'the bytes that one account may hold of it'),
  maxFiles: orNothing(10 ** 9, 'the files that one account may hold of it'),
  kinds: z
    .array(z.enum(fileKinds, { error: `expected one of ${fileKinds.join(', ')}` }), {
      error: `expected a list of ${fileKinds.join(', ')}`,
    })
    .min(1, { error: 'expected one kind of file or more' })
    .refine((kinds) => new Set(kinds).size === kinds.length, { error: 'expected each kind once' }),
  isReviewRequired: z.boolean({ error: 'expected true or false' }),
  // These are younger than some callers and rows.
  isSecondApprovalRequired: z.boolean({ error: 'expected true or false' }).default(false),
  isWatermarked: z.boolean({ error: 'expected true or false' }).default(false),
  reviewWithinHours: orNothing(8_760, 'the hours within which files are reviewed').default(null),
  reasonCodes: z
    .array(
      z.strictObject(
        {
          code: z
            .string({ error: 'expected codes of A-Z and _' })
            .regex(reasonCodePattern, { error: 'expected codes of 2 to 64 of the characters A-Z and _' }),
          label: oneLine(120),
        },
        { error: 'expected a list of codes with their labels' },
      ),
      { error: 'expected a list of codes with their labels, or null' },
    )
    .min(1, { error: 'expected one reason or more, or null for the usual ones' })
    .max(30, { error: 'expected at most 30 reasons' })
    .refine((reasons) => new Set(reasons.map(({ code }) => code)).size === reasons.length, {
      error: 'expected each code once',
    })
    .nullable()
    .default(null),
  retentionDays: orNothing(36_500, 'the days that files are kept'),
  // Callers and rows from before there was a scanner do not have it.
  acceptsTooLargeToScan: z.boolean({ error: 'expected true or false' }).default(false),
} as const;

export const profileName = z.string({ error: 'expected a text' }).regex(/^[a-z][a-z0-9-]{0,39}$/, {
  error: 'expected 1 to 40 of the characters a-z, 0-9 and -, beginning with a letter',
});

/** Rules that span fields. */
export function crossCheckProfile(profile: { maxSizeBytes: number; maxBytes: number | null }): string[] {
  return profile.maxBytes !== null && profile.maxBytes < profile.maxSizeBytes
    ? ['maxBytes: expected at least maxSizeBytes, so that one file of the allowed size fits']
    : [];
}
