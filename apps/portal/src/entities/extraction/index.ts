export { Extraction } from './ui/Extraction';
