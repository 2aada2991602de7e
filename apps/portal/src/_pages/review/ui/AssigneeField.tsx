'use client';

import { listAssignees, type Reviewer } from '@/entities/review';
import { useLoaded } from '@/shared/api';
import { generalTexts, reviewTexts } from '@/shared/texts';
import { Button, Notice, Select, Skeleton } from '@/shared/ui';

const words = reviewTexts.assign;

type AssigneeFieldProps = {
  viewerId: string;
  /** Id of who is chosen, or nothing. */
  chosen: string;
  /** Who is not among them. @default nobody */
  except?: string;
  isMissing: boolean;
  onChoose: (assignee: Reviewer | null) => void;
};

/** Everybody who reviews, to choose one of. */
export function AssigneeField({ viewerId, chosen, except, isMissing, onChoose }: AssigneeFieldProps) {
  const {
    value: people,
    error,
    isLoading,
    reload,
  } = useLoaded('assignees', (signal) => listAssignees({ signal }));
  if (people === null && isLoading) return <Skeleton className="h-16" />;
  if (people === null && error !== null)
    return (
      <Notice look="bad" action={<Button onClick={reload}>{generalTexts.tryAgain}</Button>}>
        {words.problem}
      </Notice>
    );
  const offered = (people ?? []).filter(({ id }) => id !== except);
  return (
    <Select
      label={words.who}
      value={chosen}
      required
      // It comes after the dialog that it is in, when who reviews is known.
      autoFocus
      error={isMissing ? words.missing : undefined}
      onChange={({ currentTarget }) => onChoose(offered.find(({ id }) => id === currentTarget.value) ?? null)}
    >
      <option value="">{words.choose}</option>
      {offered.map((one) => (
        <option key={one.id} value={one.id}>
          {words.person(one.id === viewerId ? words.me : one.name, words.roles[one.role])}
        </option>
      ))}
    </Select>
  );
}
