export { QuarantinePage } from './ui/QuarantinePage';
