export {
  changeProfile,
  createProfile,
  deleteProfile,
  listChoosableProfiles,
  listProfiles,
} from './api/profileRoutes';
