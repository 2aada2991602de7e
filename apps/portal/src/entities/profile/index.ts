export {
  type FileKind,
  fileKinds,
  type ProfileReason,
  type ProfileSettings,
  type UploadProfileFacts,
} from '@/shared/profiles';
export {
  changeProfile,
  createProfile,
  deleteProfile,
  listProfiles,
  type ProfileInput,
} from './api/profiles';
export type { UploadChoice } from './model/UploadChoice';
