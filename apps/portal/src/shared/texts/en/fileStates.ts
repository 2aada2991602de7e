import type { ReviewReasonCode } from 'valetkey/protocol';

/** What a file's owner is told about its state. The state names themselves stay inside. */
export const fileStates = {
  checking: 'Being checked',
  uploaded: 'Uploaded',
  ready: 'Ready',
  reviewing: 'Being reviewed',
  approved: 'Approved',
  changes: 'Change asked for',
  rejected: 'Not accepted',
  held: 'On hold',
  unfinished: 'Upload not finished',
  cancelled: 'Cancelled',
  deleted: 'In the trash',
  heldDetail: 'It stays closed until somebody has looked at it. You need not do anything.',
  /** What the check of the content found. */
  rejections: {
    TYPE_MISMATCH:
      'The content is not what the file name says. Save it again in its own program and upload that.',
    TYPE_NOT_ALLOWED: 'This kind of file is not accepted here.',
    SIZE_MISMATCH: 'The file changed while it was being uploaded. Upload it again.',
    CHECKSUM_MISMATCH: 'The file was damaged on the way. Upload it again.',
    CONTENT_ENCODING_NOT_ALLOWED: 'The file was sent in a packed form. Upload it again.',
    FILE_TOO_LARGE: 'The file is larger than allowed.',
  } as Readonly<Record<string, string>>,
  /** What the team found. */
  reasons: {
    UNREADABLE: 'The file cannot be read.',
    INCOMPLETE: 'Something is missing.',
    WRONG_DOCUMENT: 'This is not the document that was asked for.',
    OUTDATED: 'The document is out of date.',
    NOT_SIGNED: 'A signature is missing.',
    NUMBERS_DO_NOT_ADD_UP: 'The numbers do not add up.',
    DUPLICATE: 'We have this document already.',
    OTHER: '',
  } satisfies Record<ReviewReasonCode, string>,
  kinds: {
    document: 'Documents',
    image: 'Pictures',
    spreadsheet: 'Spreadsheets',
    presentation: 'Presentations',
    text: 'Texts',
    video: 'Videos',
    audio: 'Audio',
    archive: 'Archives',
    other: 'Other files',
  },
};
