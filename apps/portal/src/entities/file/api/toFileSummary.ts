import type { CatalogueFile } from 'valetkey/postgres';
import type { FileSummary } from '../model/FileSummary';

/** Only what the page shows goes into the page. */
export function toFileSummary(file: CatalogueFile): FileSummary {
  const { id, name, size, contentType, category, path, state, review, isReviewRequired } = file;
  const { version, rejection, outcome, deletedAt, createdAt, updatedAt } = file;
  return {
    id,
    name,
    size,
    contentType,
    category,
    path,
    state,
    review,
    isReviewRequired,
    version,
    rejection,
    outcome,
    deletedAt,
    createdAt,
    updatedAt,
  };
}
