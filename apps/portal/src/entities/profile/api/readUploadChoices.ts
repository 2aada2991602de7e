import 'server-only';
import { getPortal } from '@/shared/valetkey/index.server';
import { describeRules } from '../model/describeRules';
import type { UploadChoice } from '../model/UploadChoice';

/** All profiles, the default first, in words made here, so that the page that uploads loads none for them. */
export async function readUploadChoices(): Promise<UploadChoice[]> {
  const profiles = await getPortal().profiles.list();
  return profiles.map((profile) => ({
    name: profile.name,
    label: profile.label,
    rules: describeRules(profile),
  }));
}
