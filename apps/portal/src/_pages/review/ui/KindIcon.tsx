import type { FileCategory } from '@/entities/review';
import { reviewTexts } from '@/shared/texts';
import { Icon, type IconName } from '@/shared/ui';

const icons: Readonly<Record<FileCategory, IconName>> = {
  document: 'file',
  spreadsheet: 'sheet',
  presentation: 'slides',
  text: 'text',
  image: 'image',
  video: 'video',
  audio: 'audio',
  archive: 'archive',
  other: 'file',
};

export function kindIcon(category: FileCategory): IconName {
  return icons[category];
}

/** What kind of file it is, until there is a picture of it. */
export function KindIcon({ category }: { category: FileCategory }) {
  return (
    <span
      className="grid size-9 shrink-0 place-items-center rounded-lg bg-sunken text-muted"
      title={reviewTexts.queue.kinds[category]}
    >
      <Icon name={kindIcon(category)} className="size-4.5" />
    </span>
  );
}
