export { readReviewVersion } from './api/versionRoutes';
export { changeSavedView, deleteSavedView, listSavedViews, saveSavedView } from './api/viewRoutes';
