import type { CatalogueFile } from 'valetkey/postgres';
import type { FileSummary } from '../model/FileSummary';

/** Only what the page shows goes into the page. */
export function toFileSummary(file: CatalogueFile): FileSummary {
  const { id, name, size, contentType, state, version, rejection, createdAt, updatedAt } = file;
  return { id, name, size, contentType, state, version, rejection, createdAt, updatedAt };
}
