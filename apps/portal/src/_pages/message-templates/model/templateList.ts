import type { MessageTemplate } from '@/entities/message-template';

const byName = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

/** The list with this one in it, in its place by name, instead of the one of its id. */
export function withTemplate(
  list: readonly MessageTemplate[],
  template: MessageTemplate,
): readonly MessageTemplate[] {
  return [...withoutTemplate(list, template.id), template].sort((one, other) =>
    byName.compare(one.name, other.name),
  );
}

export function withoutTemplate(list: readonly MessageTemplate[], id: string): readonly MessageTemplate[] {
  return list.filter((one) => one.id !== id);
}
