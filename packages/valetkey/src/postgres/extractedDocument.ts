import type { ExtractedDocument } from '../server/ExtractionRecords.ts';
import type { Queryable } from './inTransaction.ts';

export async function writeDocument(
  client: Queryable,
  uploadId: string,
  {
    pageCount,
    slideCount,
    wordCount,
    hasMacros,
    title,
    author,
    createdAt,
    changedAt,
    text,
    isComplete,
  }: ExtractedDocument,
): Promise<void> {
  await client.query(
    `insert into valetkey.extracted_document
       (upload_id, page_count, title, author, created_at, changed_at, body, is_complete, slide_count,
         word_count, has_macros)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      uploadId,
      pageCount,
      title,
      author,
      createdAt,
      changedAt,
      text,
      isComplete,
      slideCount,
      wordCount,
      hasMacros,
    ],
  );
}

export async function readDocument(client: Queryable, uploadId: string): Promise<ExtractedDocument | null> {
  const { rows } = await client.query<Omit<ExtractedDocument, 'kind'>>(
    `select page_count as "pageCount", slide_count as "slideCount", word_count as "wordCount", has_macros as "hasMacros", title, author, created_at as "createdAt", changed_at as "changedAt", body as text,
       is_complete as "isComplete"
     from valetkey.extracted_document where upload_id = $1`,
    [uploadId],
  );
  const row = rows[0];
  return row === undefined ? null : { kind: 'document', ...row };
}
