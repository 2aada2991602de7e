export { changeSavedView, deleteSavedView, listSavedViews, saveSavedView } from './api/viewRoutes';
