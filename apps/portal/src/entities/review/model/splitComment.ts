import { mentionPattern } from './mentionPattern';
import type { Person } from './ReviewFile';

/** A piece of a comment: what was written, or somebody it mentions. */
export type CommentPiece = { text: string } | { person: Person };

/** A comment as it is shown. Only who was mentioned when it was written is one; everything else stays as it was typed. */
export function splitComment(text: string, mentions: readonly Person[]): CommentPiece[] {
  const pieces: CommentPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(mentionPattern)) {
    const person = mentions.find(({ id }) => id === match[1]);
    if (person === undefined) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ person });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}
