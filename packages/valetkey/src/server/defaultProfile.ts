import type { FileTypeRule, UploadProfile } from './UploadProfile.ts';

/*
 * What is accepted when nothing else is configured: documents, spreadsheets, presentations, text, images, audio, video and
 * archives. One row is one kind of file: its extensions, the types that browsers and tools declare for it (the first is what
 * the stored object gets), and what its content may be recognised as.
 *
 * `generic` stands where browsers know no better: Chromium on Windows and Linux sends no type for such files, and clients
 * then declare `application/octet-stream`. Without it in a row, that type is refused.
 *
 * Not here on purpose: what a browser would run (HTML, SVG, XML, scripts), programs, macro-enabled Office files, and archives
 * that cannot be listed safely (7z, RAR).
 */

const generic = 'application/octet-stream';
const office = 'application/vnd.openxmlformats-officedocument';
const openDocument = 'application/vnd.oasis.opendocument';

const documents: FileTypeRule[] = [
  {
    extensions: ['pdf'],
    declared: ['application/pdf', 'application/x-pdf'],
    detected: ['application/pdf'],
  },
  {
    extensions: ['docx'],
    declared: [`${office}.wordprocessingml.document`],
    detected: [`${office}.wordprocessingml.document`, 'application/zip'],
  },
  { extensions: ['doc'], declared: ['application/msword'], detected: ['application/x-cfb'] },
  {
    extensions: ['odt'],
    declared: [`${openDocument}.text`],
    detected: [`${openDocument}.text`, 'application/zip'],
  },
  {
    extensions: ['rtf'],
    declared: ['application/rtf', 'text/rtf', 'application/msword'],
    detected: ['application/rtf'],
  },
  {
    extensions: ['epub'],
    declared: ['application/epub+zip', generic],
    detected: ['application/epub+zip', 'application/zip'],
  },
];

const spreadsheets: FileTypeRule[] = [
  {
    extensions: ['xlsx'],
    declared: [`${office}.spreadsheetml.sheet`],
    detected: [`${office}.spreadsheetml.sheet`, 'application/zip'],
  },
  { extensions: ['xls'], declared: ['application/vnd.ms-excel'], detected: ['application/x-cfb'] },
  {
    extensions: ['ods'],
    declared: [`${openDocument}.spreadsheet`],
    detected: [`${openDocument}.spreadsheet`, 'application/zip'],
  },
  {
    extensions: ['csv'],
    // Windows with Excel says that a CSV is Excel's.
    declared: ['text/csv', 'application/csv', 'text/plain', 'application/vnd.ms-excel', generic],
    detected: ['text'],
  },
  {
    extensions: ['parquet'],
    declared: ['application/vnd.apache.parquet', 'application/x-parquet', generic],
    detected: ['application/vnd.apache.parquet'],
  },
  {
    extensions: ['tsv', 'tab'],
    declared: ['text/tab-separated-values', 'text/plain', generic],
    detected: ['text'],
  },
];

const presentations: FileTypeRule[] = [
  {
    extensions: ['pptx'],
    declared: [`${office}.presentationml.presentation`],
    detected: [`${office}.presentationml.presentation`, 'application/zip'],
  },
  { extensions: ['ppt'], declared: ['application/vnd.ms-powerpoint'], detected: ['application/x-cfb'] },
  {
    extensions: ['odp'],
    declared: [`${openDocument}.presentation`],
    detected: [`${openDocument}.presentation`, 'application/zip'],
  },
];

const texts: FileTypeRule[] = [
  { extensions: ['txt', 'text', 'log'], declared: ['text/plain', 'text/x-log', generic], detected: ['text'] },
  {
    extensions: ['md', 'markdown'],
    declared: ['text/markdown', 'text/x-markdown', 'text/plain', generic],
    detected: ['text'],
  },
  { extensions: ['json'], declared: ['application/json', 'text/json'], detected: ['text'] },
  {
    extensions: ['yaml', 'yml'],
    declared: ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml', generic],
    detected: ['text'],
  },
  { extensions: ['ics'], declared: ['text/calendar', generic], detected: ['text'] },
  { extensions: ['vcf'], declared: ['text/vcard', 'text/x-vcard', generic], detected: ['text'] },
];

const images: FileTypeRule[] = [
  {
    extensions: ['jpg', 'jpeg', 'jfif'],
    declared: ['image/jpeg', 'image/jpg', 'image/pjpeg'],
    detected: ['image/jpeg'],
  },
  { extensions: ['png'], declared: ['image/png'], detected: ['image/png', 'image/apng'] },
  { extensions: ['apng'], declared: ['image/apng', 'image/png'], detected: ['image/apng', 'image/png'] },
  { extensions: ['gif'], declared: ['image/gif'], detected: ['image/gif'] },
  { extensions: ['webp'], declared: ['image/webp'], detected: ['image/webp'] },
  { extensions: ['avif'], declared: ['image/avif', generic], detected: ['image/avif'] },
  {
    extensions: ['heic', 'heif', 'hif'],
    declared: ['image/heic', 'image/heif', 'image/heic-sequence', 'image/heif-sequence', generic],
    detected: ['image/heic', 'image/heif', 'image/heic-sequence', 'image/heif-sequence'],
  },
  { extensions: ['bmp'], declared: ['image/bmp', 'image/x-ms-bmp'], detected: ['image/bmp'] },
  { extensions: ['tif', 'tiff'], declared: ['image/tiff'], detected: ['image/tiff'] },
];

const audio: FileTypeRule[] = [
  { extensions: ['mp3'], declared: ['audio/mpeg', 'audio/mp3'], detected: ['audio/mpeg'] },
  {
    extensions: ['m4a', 'm4b'],
    declared: ['audio/mp4', 'audio/x-m4a', 'audio/m4a', 'audio/x-m4b', generic],
    detected: ['audio/mp4', 'audio/x-m4a', 'video/mp4'],
  },
  {
    extensions: ['aac'],
    declared: ['audio/aac', 'audio/x-aac', 'audio/vnd.dlna.adts', generic],
    detected: ['audio/aac', 'audio/mpeg'],
  },
  {
    extensions: ['wav'],
    declared: ['audio/wav', 'audio/x-wav', 'audio/wave', 'audio/vnd.wave'],
    detected: ['audio/wav'],
  },
  { extensions: ['flac'], declared: ['audio/flac', 'audio/x-flac', generic], detected: ['audio/flac'] },
  {
    extensions: ['ogg', 'oga', 'opus'],
    declared: ['audio/ogg', 'audio/opus', 'video/ogg', 'application/ogg', generic],
    detected: ['audio/ogg', 'audio/ogg; codecs=opus', 'application/ogg'],
  },
  { extensions: ['weba'], declared: ['audio/webm'], detected: ['video/webm'] },
];

const video: FileTypeRule[] = [
  {
    extensions: ['mp4', 'm4v'],
    declared: ['video/mp4', 'video/x-m4v'],
    detected: ['video/mp4', 'video/x-m4v', 'video/quicktime'],
  },
  { extensions: ['mov', 'qt'], declared: ['video/quicktime'], detected: ['video/quicktime', 'video/mp4'] },
  { extensions: ['webm'], declared: ['video/webm', 'audio/webm'], detected: ['video/webm'] },
  {
    extensions: ['mkv'],
    declared: ['video/matroska', 'video/x-matroska', generic],
    detected: ['video/matroska', 'video/webm'],
  },
  {
    extensions: ['avi'],
    declared: ['video/vnd.avi', 'video/x-msvideo', 'video/avi', 'video/msvideo', generic],
    detected: ['video/vnd.avi'],
  },
  {
    extensions: ['mpg', 'mpeg'],
    declared: ['video/mpeg'],
    detected: ['video/mpeg', 'video/MP1S', 'video/MP2P'],
  },
  {
    extensions: ['3gp', '3g2'],
    declared: ['video/3gpp', 'video/3gpp2', 'audio/3gpp', generic],
    detected: ['video/3gpp', 'video/3gpp2', 'video/mp4'],
  },
  {
    extensions: ['ogv'],
    declared: ['video/ogg', 'application/ogg'],
    detected: ['video/ogg', 'application/ogg'],
  },
];

const archives: FileTypeRule[] = [
  {
    // Windows declares x-zip-compressed; an archive's content may look like a document that is a ZIP inside.
    extensions: ['zip'],
    declared: ['application/zip', 'application/x-zip-compressed', 'application/x-zip', generic],
    detected: ['application/zip'],
  },
  {
    extensions: ['gz', 'tgz'],
    declared: [
      'application/gzip',
      'application/x-gzip',
      'application/x-compressed-tar',
      'application/x-compressed',
      generic,
    ],
    detected: ['application/gzip'],
  },
  {
    extensions: ['tar'],
    declared: ['application/x-tar', 'application/tar', generic],
    detected: ['application/x-tar'],
  },
];

/** The kinds of file above by name, for profiles that take only some of them. */
export const fileTypeGroups = {
  documents,
  spreadsheets,
  presentations,
  text: texts,
  images,
  audio,
  video,
  archives,
} as const satisfies Readonly<Record<string, readonly FileTypeRule[]>>;

/** The profile that applies when none is configured. */
export const defaultProfile: UploadProfile = {
  maxSizeBytes: 5 * 1024 ** 3,
  isExtensionOptional: true,
  types: Object.values(fileTypeGroups).flat(),
};
