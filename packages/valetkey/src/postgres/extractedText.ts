import type { ExtractedText } from '../server/ExtractionRecords.ts';
import type { Queryable } from './inTransaction.ts';

export async function writeText(client: Queryable, uploadId: string, text: ExtractedText): Promise<void> {
  await client.query(
    `insert into valetkey.extracted_text
       (upload_id, encoding, has_byte_order_mark, line_ending, line_count, word_count, character_count, longest_line,
         hidden_count, turning_count, is_counted, body, is_complete)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      uploadId,
      text.encoding,
      text.hasByteOrderMark,
      text.lineEnding,
      text.lineCount,
      text.wordCount,
      text.characterCount,
      text.longestLine,
      text.hiddenCount,
      text.turningCount,
      text.isCounted,
      text.text,
      text.isComplete,
    ],
  );
}

export async function readText(client: Queryable, uploadId: string): Promise<ExtractedText | null> {
  const { rows } = await client.query<Omit<ExtractedText, 'kind'>>(
    `select encoding, has_byte_order_mark as "hasByteOrderMark", line_ending as "lineEnding", line_count as "lineCount",
       word_count as "wordCount", character_count as "characterCount", longest_line as "longestLine",
       hidden_count as "hiddenCount", turning_count as "turningCount", is_counted as "isCounted", body as text,
       is_complete as "isComplete"
     from valetkey.extracted_text where upload_id = $1`,
    [uploadId],
  );
  const row = rows[0];
  return row === undefined ? null : { kind: 'text', ...row };
}
