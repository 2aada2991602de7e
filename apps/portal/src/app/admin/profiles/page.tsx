import type { Metadata } from 'next';
import { limits } from 'valetkey/protocol';
import { ProfilesPage } from '@/_pages/admin-profiles';
import { fileKinds } from '@/entities/profile';
import { extensionsOf } from '@/shared/profiles/index.server';
import { requireViewer } from '@/shared/shell/index.server';

export const metadata: Metadata = { title: 'Upload profiles' };

export default async function Page() {
  const viewer = await requireViewer('settings.manage');
  return (
    <ProfilesPage
      viewer={viewer}
      kinds={fileKinds.map((kind) => ({ kind, extensions: extensionsOf([kind]) }))}
      limitBytes={limits.maxObjectSizeBytes}
    />
  );
}
