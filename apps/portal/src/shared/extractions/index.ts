export { type ExtractionKind, extractionKind } from './extractionKind';
