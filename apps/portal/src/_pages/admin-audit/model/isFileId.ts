/** Whether a text has the form of a file's id. */
export function isFileId(text: string): boolean {
  return /^[a-z2-7]{26}$/.test(text);
}
