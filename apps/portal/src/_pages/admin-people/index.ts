export { PeoplePage } from './ui/PeoplePage';
export { PersonPage } from './ui/PersonPage';
