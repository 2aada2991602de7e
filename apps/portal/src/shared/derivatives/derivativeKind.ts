/** How derivatives of a file are made. */
export type DerivativeKind = 'image' | 'pdf' | 'office' | 'video' | 'audio';

/** Pictures that are read here. Drawings (SVG) are programs, and are never rendered. */
const images = new Set([
  'image/jpeg',
  'image/png',
  'image/apng',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/heic',
  'image/heif',
  'image/heic-sequence',
  'image/heif-sequence',
  'image/tiff',
  'image/bmp',
]);

const openXml = 'application/vnd.openxmlformats-officedocument';
const openDocument = 'application/vnd.oasis.opendocument';

/** Documents, sheets and slides of office programs. */
const office = new Set([
  `${openXml}.wordprocessingml.document`,
  `${openXml}.spreadsheetml.sheet`,
  `${openXml}.presentationml.presentation`,
  `${openDocument}.text`,
  `${openDocument}.spreadsheet`,
  `${openDocument}.presentation`,
  'application/msword',
  'application/vnd.ms-excel',
  'application/vnd.ms-powerpoint',
  'application/rtf',
]);

/** The kind of a verified content type; `null` for files of which nothing is made. */
export function derivativeKind(contentType: string): DerivativeKind | null {
  if (contentType === 'application/pdf') return 'pdf';
  if (office.has(contentType)) return 'office';
  if (contentType.startsWith('video/')) return 'video';
  if (contentType.startsWith('audio/')) return 'audio';
  return images.has(contentType) ? 'image' : null;
}
