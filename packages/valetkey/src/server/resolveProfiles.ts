import { limits, ValetKeyError } from '../protocol/index.ts';
import type { UploadProfile } from './UploadProfile.ts';
import type { UploadProfiles, ValetKeyOptions } from './ValetKeyOptions.ts';

type Profiles = ReadonlyMap<string, UploadProfile>;

const maxRetentionDays = 36_500;
const maxReviewHours = 8_760;

/** A map, because a profile's name comes from a client and must find own entries only. Checked once for each object given. */
export function resolveProfiles(option: NonNullable<ValetKeyOptions['profiles']>): () => Promise<Profiles> {
  if (typeof option !== 'function') {
    const profiles = checkProfiles(option);
    return async () => profiles;
  }
  let latest: { given: UploadProfiles; profiles: Profiles } | null = null;
  return async () => {
    const given = await option().catch((cause: unknown) => {
      if (cause instanceof ValetKeyError) throw cause;
      throw new ValetKeyError('RECORDS_UNAVAILABLE', 'The upload profiles could not be read.', { cause });
    });
    if (latest?.given !== given) latest = { given, profiles: checkProfiles(given) };
    return latest.profiles;
  };
}

function checkProfiles(given: UploadProfiles): Profiles {
  const wrong = (option: string, expectation: string) => {
    throw new ValetKeyError('INVALID_OPTION', `createValetKey: ${option} must be ${expectation}.`);
  };
  const wholeNumber = (option: string, value: number, max: number) => {
    if (!Number.isSafeInteger(value) || value < 1 || value > max) {
      wrong(option, `a whole number from 1 to ${max}, not ${value}`);
    }
  };
  const profiles = new Map(Object.entries(given));
  if (!profiles.has('default')) wrong('profiles', 'an object with a profile named "default"');
  for (const [name, { maxSizeBytes, quota, retentionDays, reviewWithinHours }] of profiles) {
    wholeNumber(`profiles.${name}.maxSizeBytes`, maxSizeBytes, limits.maxObjectSizeBytes);
    if (quota !== undefined) {
      wholeNumber(`profiles.${name}.quota.maxBytes`, quota.maxBytes, Number.MAX_SAFE_INTEGER);
      wholeNumber(`profiles.${name}.quota.maxFiles`, quota.maxFiles, Number.MAX_SAFE_INTEGER);
    }
    if (retentionDays !== undefined && retentionDays !== null) {
      wholeNumber(`profiles.${name}.retentionDays`, retentionDays, maxRetentionDays);
    }
    if (reviewWithinHours !== undefined && reviewWithinHours !== null) {
      wholeNumber(`profiles.${name}.reviewWithinHours`, reviewWithinHours, maxReviewHours);
    }
  }
  return profiles;
}
