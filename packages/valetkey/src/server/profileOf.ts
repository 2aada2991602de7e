import { ValetKeyError } from '../protocol/index.ts';
import type { UploadRecord } from './Records.ts';
import type { ServerContext } from './ServerContext.ts';
import type { UploadProfile } from './UploadProfile.ts';

/**
 * The profile that judges an upload now. Rules are not remembered with an upload: what an administrator forbids is forbidden to
 * what is still on its way, too. An upload whose profile was taken away meanwhile is judged by `default`, which always
 * exists: nothing passes that no rule of today lets pass, and nothing is lost that the default would have taken.
 */
export async function profileOf(context: ServerContext, upload: UploadRecord): Promise<UploadProfile> {
  const profiles = await context.profiles();
  const profile = profiles.get(upload.profile) ?? profiles.get('default');
  if (profile === undefined)
    throw new ValetKeyError('INVALID_OPTION', 'There is no profile named "default".');
  return profile;
}
