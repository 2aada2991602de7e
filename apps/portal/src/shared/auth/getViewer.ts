import 'server-only';
import { ValetKeyError } from 'valetkey/protocol';
import { type Auth, absoluteSessionSeconds } from './createAuth';
import { getAuth } from './getAuth';
import { type Role, roleOf } from './permissions';

/** Who is asking. */
export type Viewer = {
  userId: string;
  email: string;
  name: string;
  role: Role;
  sessionId: string;
  /** When they last entered their password. */
  confirmedAt: Date;
};

/**
 * The person behind a request's session cookie, or `null`. Asked anew for every request: a disabled account is out at
 * once, and so is a session past its absolute age.
 */
export async function getViewer(
  headers: Headers,
  { auth = getAuth(), now = new Date() }: { auth?: Auth; now?: Date } = {},
): Promise<Viewer | null> {
  if (!headers.has('cookie')) return null;
  // Only the cookie counts: no other header of the request may name a session.
  const found = await findSession(auth, headers.get('cookie') ?? '');
  if (found === null) return null;
  const { session, user } = found;
  if (user.banned === true && (user.banExpires == null || user.banExpires > now)) return null;
  if (now.getTime() - session.createdAt.getTime() > absoluteSessionSeconds * 1000) return null;
  return {
    userId: user.id,
    email: user.email,
    name: user.name,
    role: roleOf(user.role),
    sessionId: session.id,
    confirmedAt: session.confirmedAt ?? session.createdAt,
  };
}

/** What the library of the accounts throws here is that it could not ask the database: no answer, and not a stranger's cookie. */
async function findSession(auth: Auth, cookie: string) {
  try {
    return await auth.api.getSession({ headers: new Headers({ cookie }) });
  } catch (cause) {
    throw new ValetKeyError('RECORDS_UNAVAILABLE', 'The database did not answer; try again in a moment.', {
      cause,
    });
  }
}
