export { ProcessorResults } from './ui/ProcessorResults';
