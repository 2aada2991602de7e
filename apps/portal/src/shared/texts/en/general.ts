/** Words that many pages use. */
export const general = {
  product: 'Valet Key',
  close: 'Close',
  cancel: 'Cancel',
  save: 'Save',
  saving: 'Saving…',
  exportCsv: 'Export as CSV',
  exportingCsv: 'Exporting…',
  exportedCsv: 'The export was saved by your browser.',
  signIn: 'Sign in',
  tryAgain: 'Try again',
  failed: 'That did not work. Try again in a moment.',
  signedOut: 'You were signed out. Sign in again to go on.',
  unreachable: 'The server cannot be reached. Check the connection and try again.',
};
