export { assertConfirmed, confirmedMinutes } from './assertConfirmed';
export { cleanName } from './cleanName';
export { type AccountLink, type AccountLinks, createAccountLinks } from './createAccountLinks';
export { type Auth, absoluteSessionSeconds, createAuth, linkSeconds, passwordLength } from './createAuth';
export { type AuthLimits, createAuthLimits } from './createAuthLimits';
export { type AuthRoutesOptions, createAuthRoutes } from './createAuthRoutes';
export { findPeople } from './findPeople';
export { getAuth, getVerifyingAuth } from './getAuth';
export { getViewer, type Viewer } from './getViewer';
export { networkOf } from './networkOf';
export { hasPermission, type Permission, permissions, type Role, roleOf, roles } from './permissions';

export { type Person, readPeople, resolvePerson } from './readPeople';
export { readSessionStandings, type SessionStanding } from './readSessionStandings';
export { reviewerOf } from './reviewerOf';
export { findReviewer, findReviewersById, listReviewers, listReviewersOf } from './reviewers';
