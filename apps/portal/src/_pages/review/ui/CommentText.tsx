import { type ReviewDetail, splitComment } from '@/entities/review';

/** What somebody of the team wrote, with who is mentioned as they are called today. */
export function CommentText({ comment }: { comment: ReviewDetail['comments'][number] }) {
  let offset = 0;
  return (
    <bdi>
      {splitComment(comment.text, comment.mentions).map((piece) => {
        const key = offset;
        offset += 'text' in piece ? piece.text.length : 1;
        return 'text' in piece ? (
          <span key={key}>{piece.text}</span>
        ) : (
          <span key={key} className="rounded bg-accent-soft px-1 font-medium">
            <bdi>@{piece.person.name}</bdi>
          </span>
        );
      })}
    </bdi>
  );
}
