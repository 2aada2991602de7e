import { ValetKeyError } from '../protocol/index.ts';
import { type FillRandom, insertAuditEvents, mintId } from './auditEvents.ts';
import { type Reviewer, type ReviewStep, refuseOwnFile, reviewEvent } from './reviewChanges.ts';
import { isBesideScope } from './reviewScope.ts';

/** People whom one comment may call. */
const maxMentions = 20;

/** Who hears of it by a comment may see the file in their scope; that its owner learns nothing of it needs no more than this. */
function refuseUnfitMentions({ file }: ReviewStep, mentions: readonly Reviewer[]): void {
  if (mentions.length > maxMentions)
    throw new ValetKeyError('INVALID_BODY', `A comment may mention at most ${maxMentions} people.`);
  if (mentions.some((person) => person.id === file.owner_id || isBesideScope(person, file)))
    throw new ValetKeyError('INVALID_BODY', 'The comment mentions somebody who does not review this file.');
}

/** Writes an internal comment on the locked document, with whom it mentions. */
export async function commentReview(
  step: ReviewStep,
  { text, mentions, random }: { text: string; mentions: readonly Reviewer[]; random: FillRandom },
): Promise<void> {
  refuseOwnFile(step);
  refuseUnfitMentions(step, mentions);
  const { client, change, now } = step;
  const id = mintId(random);
  await client.query(
    'insert into valetkey.review_comment (id, file_id, by_id, at, text) values ($1, $2, $3, $4, $5)',
    [id, change.fileId, change.reviewer.id, now, text],
  );
  await client.query(
    'insert into valetkey.review_mention (comment_id, user_id) select $1, unnest($2::text[]) on conflict do nothing',
    [id, mentions.map((person) => person.id)],
  );
  await insertAuditEvents(
    client,
    [reviewEvent(step, 'review.commented', { details: { comment: id } })],
    random,
  );
}
