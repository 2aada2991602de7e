export {
  changeProfile,
  createProfile,
  deleteProfile,
  listChoosableProfiles,
  listProfiles,
} from './api/profileRoutes';
export { readUploadRules } from './api/readUploadRules';
