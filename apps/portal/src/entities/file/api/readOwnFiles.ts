import 'server-only';
import { getPortal } from '@/shared/valetkey/index.server';
import type { FilePage } from '../model/FileSummary';
import type { ListFilesInput } from './files';
import { toFileSummary } from './toFileSummary';

/** The first page of somebody's files, for rendering; the caller has established who is asking. */
export async function readOwnFiles(
  ownerId: string,
  { q, sort, category, state, review, isTrash = false }: ListFilesInput = {},
): Promise<FilePage> {
  const { files, nextCursor } = await getPortal().catalogue.list({
    ownerId,
    limit: 25,
    isTrash,
    q: q ?? null,
    sort: sort ?? null,
    category: category?.join(',') ?? null,
    state: state?.join(',') ?? null,
    review: review?.join(',') ?? null,
  });
  return { files: files.map(toFileSummary), nextCursor };
}
