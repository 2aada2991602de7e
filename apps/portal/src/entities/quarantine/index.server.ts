export { approveHeld, listHeld, refuseHeld, releaseHeld } from './api/quarantineRoutes';
