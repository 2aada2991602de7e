export { cancelRequest, createRequest, type RequestChange } from './api/changeRequests';
export { listOwnRequests, listRequests } from './api/listRequests';
export { listAllRequests, listRequestsOfMine, makeRequest, withdrawRequest } from './api/requestRoutes';
