import 'server-only';
import { getPortal } from '@/shared/valetkey/index.server';
import { describeRules } from '../model/describeRules';

/** By profile, what it accepts in one line: made here, so that the page that uploads loads no words for it. */
export async function readUploadRules(): Promise<Record<string, string>> {
  const profiles = await getPortal().profiles.list();
  return Object.fromEntries(profiles.map((profile) => [profile.name, describeRules(profile)]));
}
