/** How a file is read that something is read out of. */
export type ExtractionKind = 'archive' | 'table' | 'document' | 'text' | 'image' | 'recording';

/** Archives, also of the kinds that are not looked into: that is then said of them. */
const archives = new Set([
  'application/zip',
  'application/gzip',
  'application/x-tar',
  'application/x-7z-compressed',
  'application/vnd.rar',
  'application/x-bzip2',
  'application/x-xz',
  'application/zstd',
]);

/** Tables whose figures are told. */
const tables = new Set([
  'text/csv',
  'text/tab-separated-values',
  'application/json',
  'application/vnd.apache.parquet',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
]);

const office = 'application/vnd.openxmlformats-officedocument';
const openDocument = 'application/vnd.oasis.opendocument';

/** Documents whose text is kept for search. */
const documents = new Set([
  'application/pdf',
  `${office}.wordprocessingml.document`,
  `${office}.presentationml.presentation`,
  `${openDocument}.text`,
  `${openDocument}.presentation`,
]);

/** Texts beside those that call themselves so. */
const texts = /^(?:text\/|application\/(?:[a-z0-9.-]+\+)?(?:xml|yaml|x-yaml)$)/;

/** The kind of a verified content type; `null` for files of which nothing is read. */
export function extractionKind(contentType: string): ExtractionKind | null {
  if (archives.has(contentType)) return 'archive';
  if (tables.has(contentType)) return 'table';
  if (documents.has(contentType)) return 'document';
  if (/^(?:audio|video)\//.test(contentType)) return 'recording';
  if (texts.test(contentType)) return 'text';
  // A drawing is a program, which nothing here opens.
  return /^image\/(?!svg)/.test(contentType) ? 'image' : null;
}
