export {
  type FileKind,
  fileKinds,
  type ProfileReason,
  type ProfileSettings,
  type UploadProfileFacts,
} from './UploadProfileFacts';
