'use client';

import { type FormEvent, useState } from 'react';
import { commentReviewFile, type ReviewDetail, type Reviewer } from '@/entities/review';
import { formatDateTime } from '@/shared/lib';
import { reviewTexts } from '@/shared/texts';
import { announce, Button, Notice } from '@/shared/ui';
import { describeAgo } from '../model/describeAge';
import {
  type ChosenMention,
  insertMention,
  labelOf,
  type MentionQuery,
  toStoredText,
} from '../model/mentionText';
import type { FileAction, FileState } from '../model/useReviewFile';
import { CommentText } from './CommentText';
import { MentionArea } from './MentionArea';
import { Section } from './Section';

const words = reviewTexts.comments;
const maxCommentLength = 5_000;

type CommentsProps = {
  state: FileState;
  viewerId: string;
  now: number;
  run: (action: FileAction, call: () => Promise<ReviewDetail | null>) => Promise<boolean>;
};

/** What the team says to one another about the file. */
export function Comments({ state, viewerId, now, run }: CommentsProps) {
  const { detail, busy, problem } = state;
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<readonly ChosenMention[]>([]);
  const [isMissing, setIsMissing] = useState(false);
  const isBusy = busy === 'comment';

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy !== null) return;
    if (text.trim() === '') return setIsMissing(true);
    if (await run('comment', () => commentReviewFile(detail.id, toStoredText(text.trim(), chosen)))) {
      setText('');
      setChosen([]);
      setIsMissing(false);
      announce(words.added);
    }
  }

  function mention(query: MentionQuery, person: Reviewer): { text: string; caret: number } {
    const label = labelOf(person, chosen);
    const written = insertMention(text, query, label);
    setChosen([...chosen.filter(({ id }) => id !== person.id), { id: person.id, label }]);
    setText(written.text);
    return written;
  }

  return (
    <Section title={words.title} hint={words.hint}>
      {detail.comments.length === 0 ? (
        <p className="text-sm text-muted">{words.empty}</p>
      ) : (
        <ul className="grid gap-3 text-sm">
          {detail.comments.map((comment) => (
            <li key={comment.id} className="rounded-lg bg-sunken px-3 py-2 [overflow-wrap:anywhere]">
              <p className="text-muted">
                <bdi className="font-medium text-ink">
                  {comment.by.id === viewerId ? reviewTexts.people.you : comment.by.name}
                </bdi>{' '}
                ·{' '}
                <time dateTime={comment.at} title={formatDateTime(comment.at)}>
                  {describeAgo(comment.at, now)}
                </time>
              </p>
              <p className="whitespace-pre-wrap">
                <CommentText comment={comment} />
              </p>
            </li>
          ))}
        </ul>
      )}
      <form className="mt-4 grid gap-3" onSubmit={submit} noValidate>
        {problem?.action === 'comment' && <Notice look="bad">{problem.text}</Notice>}
        <MentionArea
          fileId={detail.id}
          label={words.label}
          hint={words.mentionHint}
          rows={2}
          value={text}
          maxLength={maxCommentLength}
          error={isMissing && text.trim() === '' ? words.missing : undefined}
          onText={setText}
          onMention={mention}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
              event.currentTarget.form?.requestSubmit();
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
        />
        <Button type="submit" className="justify-self-start" isBusy={busy !== null}>
          {isBusy ? words.busy : words.submit}
        </Button>
      </form>
    </Section>
  );
}
