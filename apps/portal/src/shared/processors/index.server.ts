export { checkProcessors } from './checkProcessors';
export {
  defineProcessor,
  derivativeName,
  type Processor,
  type ProcessorDefinition,
  type ProcessorWork,
} from './defineProcessor';
export { isOwnReason } from './isOwnReason';
export { OutputRefused, outputOf, outputValues } from './outputValues';
export type { ProcessorOutput, ProcessorScalar, ProcessorValue } from './ProcessorOutput';
