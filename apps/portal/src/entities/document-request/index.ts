export {
  cancelDocumentRequest,
  listDocumentRequests,
  makeDocumentRequest,
  type RequestList,
  readOwnRequests,
} from './api/requests';
export { type DocumentRequest, type OwnRequest, requestLimits } from './model/DocumentRequest';
export { AskDialog } from './ui/AskDialog';
