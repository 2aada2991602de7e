export { OneFilePage } from './ui/OneFilePage';
