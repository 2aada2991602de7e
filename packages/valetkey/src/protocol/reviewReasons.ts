/** Why a version was rejected or is to be changed, as reviewers choose it and owners read it. Codes are stable. */
export const reviewReasons = {
  UNREADABLE: 'The file cannot be read',
  INCOMPLETE: 'Something is missing',
  WRONG_DOCUMENT: 'This is not the document that was asked for',
  OUTDATED: 'The document is out of date',
  NOT_SIGNED: 'A signature is missing',
  NUMBERS_DO_NOT_ADD_UP: 'The numbers do not add up',
  DUPLICATE: 'We have this document already',
  OTHER: 'Another reason',
} as const satisfies Record<string, string>;

export type ReviewReasonCode = keyof typeof reviewReasons;

export const reviewReasonCodes = Object.keys(reviewReasons) as readonly ReviewReasonCode[];

export function isReviewReasonCode(code: string): code is ReviewReasonCode {
  return Object.hasOwn(reviewReasons, code);
}
