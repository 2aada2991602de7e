export { requireViewer } from './requireViewer';
