export { type FileKind, fileKinds, type ProfileSettings, type UploadProfileFacts } from '@/shared/profiles';
export {
  changeProfile,
  createProfile,
  deleteProfile,
  listChoosableProfiles,
  listProfiles,
  type ProfileInput,
} from './api/profiles';
export type { ChoosableProfile } from './model/ChoosableProfile';
