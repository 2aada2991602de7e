/** How LibreOffice calls what reads a kind of file, and what prints it. */
export type OfficeFormat = { reads: string; prints: string };

const openXml = 'application/vnd.openxmlformats-officedocument';
const openDocument = 'application/vnd.oasis.opendocument';

const text = 'writer_pdf_Export';
const sheets = 'calc_pdf_Export';
const slides = 'impress_pdf_Export';

/** By verified content type. */
export const officeFormats: Readonly<Record<string, OfficeFormat>> = {
  [`${openXml}.wordprocessingml.document`]: { reads: 'MS Word 2007 XML', prints: text },
  [`${openXml}.spreadsheetml.sheet`]: { reads: 'Calc MS Excel 2007 XML', prints: sheets },
  [`${openXml}.presentationml.presentation`]: { reads: 'Impress MS PowerPoint 2007 XML', prints: slides },
  [`${openDocument}.text`]: { reads: 'writer8', prints: text },
  [`${openDocument}.spreadsheet`]: { reads: 'calc8', prints: sheets },
  [`${openDocument}.presentation`]: { reads: 'impress8', prints: slides },
  'application/msword': { reads: 'MS Word 97', prints: text },
  'application/vnd.ms-excel': { reads: 'MS Excel 97', prints: sheets },
  'application/vnd.ms-powerpoint': { reads: 'MS PowerPoint 97', prints: slides },
  'application/rtf': { reads: 'Rich Text Format', prints: text },
};
