const reasons: Readonly<Record<string, string>> = {
  TYPE_MISMATCH:
    'The content is not what the file name says. Save it again in its own program and upload that.',
  TYPE_NOT_ALLOWED: 'This kind of file is not accepted here.',
  SIZE_MISMATCH: 'The file changed while it was being uploaded. Upload it again.',
  CHECKSUM_MISMATCH: 'The file was damaged on the way. Upload it again.',
  CONTENT_ENCODING_NOT_ALLOWED: 'The file was sent in a packed form. Upload it again.',
  FILE_TOO_LARGE: 'The file is larger than allowed.',
};

/** Why a file was not accepted, and what its owner can do. */
export function describeRejection(rejection: { code: string; message: string }): string {
  return Object.hasOwn(reasons, rejection.code) ? reasons[rejection.code]! : rejection.message;
}
