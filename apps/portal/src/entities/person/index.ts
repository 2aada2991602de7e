export { listPeople, readPerson } from './api/people';
export type { Person } from './model/Person';
export { LinkDialog } from './ui/LinkDialog';
export type { LinkOffer } from './ui/LinkOutcome';
export { PersonBadges } from './ui/PersonBadges';
