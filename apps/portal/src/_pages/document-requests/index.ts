export { DocumentRequestsPage } from './ui/DocumentRequestsPage';
