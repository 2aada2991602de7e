import type { MessageTemplate } from '@/entities/message-template';
import { formatDate } from '@/shared/lib';
import { templateTexts as texts } from '@/shared/texts';
import { Badge, Button } from '@/shared/ui';

type TemplateRowProps = {
  template: MessageTemplate;
  /** `null` while nobody knows which there are. */
  profiles: readonly { name: string; label: string }[] | null;
  onEdit: () => void;
  onRemove: () => void;
};

function describeProfile(profile: string | null, profiles: TemplateRowProps['profiles']): string {
  if (profile === null) return texts.anyProfile;
  if (profiles === null) return texts.ofProfile(profile);
  const known = profiles.find(({ name }) => name === profile);
  return texts.ofProfile(known?.label ?? texts.goneProfile(profile));
}

export function TemplateRow({ template, profiles, onEdit, onRemove }: TemplateRowProps) {
  const { name, body, purpose, profile, updatedAt } = template;
  return (
    <li data-template={name} className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 px-5 py-4">
      <div className="min-w-0 max-w-full flex-1 basis-72">
        <p className="flex flex-wrap items-center gap-2">
          <bdi className="min-w-0 font-medium [overflow-wrap:anywhere]">{name}</bdi>
          <Badge look="plain">{texts.purposes[purpose ?? 'any']}</Badge>
        </p>
        <p className="mt-1 line-clamp-4 text-sm whitespace-pre-wrap [overflow-wrap:anywhere]">
          <bdi>{body}</bdi>
        </p>
        <p className="mt-1 text-sm text-muted [overflow-wrap:anywhere]">
          {describeProfile(profile, profiles)}. {texts.changed(formatDate(updatedAt))}.
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button aria-label={texts.editLabel(name)} onClick={onEdit}>
          {texts.edit}
        </Button>
        <Button look="quiet" aria-label={texts.deleteLabel(name)} onClick={onRemove}>
          {texts.delete}
        </Button>
      </div>
    </li>
  );
}
