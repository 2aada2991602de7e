import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { MyFilesPage, parseFilters, toListInput } from '@/_pages/my-files';
import { listOwnRequests } from '@/entities/document-request/index.server';
import { readOwnFiles } from '@/entities/file/index.server';
import { readUploadChoices } from '@/entities/profile/index.server';
import { getViewer } from '@/shared/auth/index.server';
import { getConfig, storeOrigins } from '@/shared/config/index.server';
import { getPool } from '@/shared/db/index.server';
import { getSettings } from '@/shared/settings/index.server';
import { getPortal } from '@/shared/valetkey/index.server';

export const metadata: Metadata = { title: 'My files' };

type PageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function Page({ searchParams }: PageProps) {
  const viewer = await getViewer(await headers());
  if (viewer === null) redirect('/sign-in');
  const search = await searchParams;
  const filters = parseFilters((name) => [search[name]].flat()[0] ?? null);
  const { trashDays } = await getSettings();
  return (
    <MyFilesPage
      viewer={{ name: viewer.name, email: viewer.email, role: viewer.role }}
      firstPage={await readOwnFiles(viewer.userId, toListInput(filters))}
      requests={await listOwnRequests({ pool: getPool(), now: new Date() }, viewer.userId)}
      storeOrigins={storeOrigins(getConfig().store)}
      checksums={await getPortal().checksChecksums()}
      choices={await readUploadChoices()}
      trashDays={trashDays}
    />
  );
}
