import { files } from './files';

/** Words of My files that are loaded when something did not work for several files at once. */
export const fileOutcomes = {
  delete: (failed: number) => `${files.count(failed)} could not be deleted:`,
  restore: (failed: number) => `${files.count(failed)} could not be restored:`,
  purge: (failed: number) => `${files.count(failed)} could not be deleted for ever:`,
  download: (failed: number) => `${files.count(failed)} could not be downloaded:`,
  more: (others: number) => `and ${files.count(others)} more`,
  dismiss: 'Dismiss',
};
