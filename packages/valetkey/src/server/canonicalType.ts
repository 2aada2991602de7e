import { matchDeclared } from './matchType.ts';
import { profileOf } from './profileOf.ts';
import type { UploadRecord } from './Records.ts';
import type { ServerContext } from './ServerContext.ts';

/** The type that the stored object gets: the profile's word for what the client declared. */
export async function canonicalType(context: ServerContext, upload: UploadRecord): Promise<string> {
  const profile = await profileOf(context, upload);
  try {
    return matchDeclared(profile, upload.name, upload.contentType)[0]?.declared[0] ?? upload.contentType;
  } catch {
    // The profile changed since the handshake; verification judges by the new one.
    return upload.contentType;
  }
}
