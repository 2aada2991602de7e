export { type Auth, createAuth } from './createAuth';
export { type AuthRoutesOptions, createAuthRoutes } from './createAuthRoutes';
export { getAuth } from './getAuth';
export { getViewer, type Role, type Viewer } from './getViewer';
export { networkOf } from './networkOf';
