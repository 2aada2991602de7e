import type { RequestContext } from './RequestContext.ts';
import type { MarkerRecord, ObjectRecord } from './records.ts';
import { StoreError } from './StoreError.ts';

const unquote = (etag: string) =>
  etag
    .trim()
    .replace(/^W\//, '')
    .replace(/^"(.*)"$/, '$1');

const listHas = (header: string, etag: string) =>
  header.split(',').some((candidate) => candidate.trim() === '*' || unquote(candidate) === etag);

const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000);
const timeOf = (text: string | undefined) => {
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? null : seconds(time);
};

/** Conditions of GET and HEAD, in the order of RFC 9110. @throws 412 or 304 */
export function checkReadConditions({ header }: Pick<RequestContext, 'header'>, record: ObjectRecord): void {
  const ifMatch = header('if-match');
  const ifNoneMatch = header('if-none-match');
  const modified = seconds(record.modified);
  if (ifMatch !== undefined) {
    if (!listHas(ifMatch, record.etag)) throw new StoreError('PreconditionFailed');
  } else {
    const since = timeOf(header('if-unmodified-since'));
    if (since !== null && modified > since) throw new StoreError('PreconditionFailed');
  }
  const notModified = new StoreError('NotModified', undefined, {
    headers: { etag: `"${record.etag}"`, 'last-modified': new Date(record.modified).toUTCString() },
  });
  if (ifNoneMatch !== undefined) {
    if (listHas(ifNoneMatch, record.etag)) throw notModified;
  } else {
    const since = timeOf(header('if-modified-since'));
    if (since !== null && modified <= since) throw notModified;
  }
}

/** The same for the source of a copy, with its own header names; a failure is always 412. */
export function checkSourceConditions(
  { header }: Pick<RequestContext, 'header'>,
  record: ObjectRecord,
): void {
  try {
    checkReadConditions({ header: (name) => header(`x-amz-copy-source-${name}`) }, record);
  } catch (error) {
    throw error instanceof StoreError ? new StoreError('PreconditionFailed') : error;
  }
}

/**
 * Conditions of a write, to be called in the same turn as the write itself: nothing may happen in between.
 *
 * @throws 412; 404 when `if-match` finds nothing.
 */
export function checkWriteConditions(
  { header, server }: Pick<RequestContext, 'header' | 'server'>,
  current: ObjectRecord | MarkerRecord | null,
): void {
  const ifMatch = header('if-match');
  const ifNoneMatch = header('if-none-match');
  const existing = current?.op === 'object' ? current : null;
  if (ifNoneMatch !== undefined) {
    if (ifNoneMatch.trim() !== '*') throw new StoreError('NotImplemented');
    if (existing)
      throw new StoreError('PreconditionFailed', undefined, { details: { Condition: 'If-None-Match' } });
  }
  if (ifMatch !== undefined) {
    const isUnquoted = server.personality.conditionalPut === 'unquoted';
    if (!existing) throw new StoreError(isUnquoted ? 'PreconditionFailed' : 'NoSuchKey');
    if (isUnquoted ? ifMatch.trim() !== existing.etag : !listHas(ifMatch, existing.etag)) {
      throw new StoreError('PreconditionFailed', undefined, { details: { Condition: 'If-Match' } });
    }
  }
}
