import type { TemplatePlace } from '@/entities/message-template';
import type { DecisionKind, ReviewFile } from '@/entities/review';

/** What all of them have in common; of what differs nothing can be said in one message. */
function commonOf(values: readonly string[]): string | null {
  const [first] = values;
  return first !== undefined && values.every((value) => value === first) ? first : null;
}

/** What a template for the message about these files may say. */
export function describePlace(
  files: readonly Pick<ReviewFile, 'id' | 'name' | 'owner' | 'profile'>[],
  purpose: DecisionKind,
  reason: string | undefined,
): TemplatePlace {
  const isOfOne = commonOf(files.map(({ owner }) => owner.id)) !== null;
  const [first] = files;
  return {
    purpose,
    profile: commonOf(files.map(({ profile }) => profile)),
    values: {
      ...(files.length === 1 && { file: first!.name }),
      ...(isOfOne && { owner: first!.owner.name }),
      ...(reason !== undefined && { reason }),
    },
  };
}
