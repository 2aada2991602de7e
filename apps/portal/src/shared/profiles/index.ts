export {
  type FileKind,
  fileKinds,
  type ProfileSettings,
  type UploadProfileFacts,
} from './UploadProfileFacts';
