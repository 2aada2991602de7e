export { type RouteHandlers, toRouteHandlers } from './toRouteHandlers.ts';
