export { type FileKind, fileKinds, type ProfileSettings, type UploadProfileFacts } from '@/shared/profiles';
export {
  changeProfile,
  createProfile,
  deleteProfile,
  listProfiles,
  type ProfileInput,
} from './api/profiles';
export type { UploadChoice } from './model/UploadChoice';
