export {
  changeProfile,
  createProfile,
  deleteProfile,
  listChoosableProfiles,
  listProfiles,
} from './api/profileRoutes';
export { readUploadChoices } from './api/readUploadChoices';
