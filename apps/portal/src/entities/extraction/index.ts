export type { VersionContent } from './model/VersionContent';
export { Extraction } from './ui/Extraction';
export { ExtractionChanges } from './ui/ExtractionChanges';
