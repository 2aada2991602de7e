export { ProfilesPage } from './ui/ProfilesPage';
