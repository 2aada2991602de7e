export { type Auth, createAuth } from './createAuth';
export { type AuthRoutesOptions, createAuthRoutes } from './createAuthRoutes';
export { getAuth } from './getAuth';
export { getViewer, type Viewer } from './getViewer';
export { networkOf } from './networkOf';
export { hasPermission, type Permission, permissions, type Role, roleOf } from './permissions';
export { type Person, readPeople, resolvePerson } from './readPeople';
