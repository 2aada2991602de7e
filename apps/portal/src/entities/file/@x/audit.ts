export { FileName } from '../ui/FileName';
