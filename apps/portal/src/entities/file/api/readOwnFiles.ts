import 'server-only';
import { getPortal } from '@/shared/valetkey/index.server';
import type { FilePage } from '../model/FileSummary';
import { toFileSummary } from './toFileSummary';

/** The first page of somebody's files, for rendering; the caller has established who is asking. */
export async function readOwnFiles(ownerId: string): Promise<FilePage> {
  const { files, nextCursor } = await getPortal().catalogue.list({ ownerId, limit: 25 });
  return { files: files.map(toFileSummary), nextCursor };
}
