import 'server-only';
import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { getViewer, hasPermission, type Permission, type Viewer } from '@/shared/auth/index.server';

/** Who opens a page. Nobody is sent to sign in; a person without the permission is told what a stranger is: there is nothing. */
export async function requireViewer(permission: Permission): Promise<Viewer> {
  const viewer = await getViewer(await headers());
  if (viewer === null) redirect('/sign-in');
  if (!hasPermission(viewer.role, permission)) notFound();
  return viewer;
}
