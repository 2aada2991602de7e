import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { MyFilesPage } from '@/_pages/my-files';
import { readOwnFiles } from '@/entities/file/index.server';
import { getViewer } from '@/shared/auth/index.server';
import { getConfig, storeOrigins } from '@/shared/config/index.server';

export const metadata: Metadata = { title: 'My files' };

export default async function Page() {
  const viewer = await getViewer(await headers());
  if (viewer === null) redirect('/sign-in');
  const { store, maxFileSizeBytes } = getConfig();
  return (
    <MyFilesPage
      viewer={{ name: viewer.name, email: viewer.email, role: viewer.role }}
      firstPage={await readOwnFiles(viewer.userId)}
      storeOrigins={storeOrigins(store)}
      maxFileSizeBytes={maxFileSizeBytes}
    />
  );
}
