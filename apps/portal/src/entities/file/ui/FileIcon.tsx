import { Icon, type IconName } from '@/shared/ui';
import type { FileCategory } from '../model/FileSummary';

const icons: Readonly<Record<FileCategory, IconName>> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  document: 'file',
  spreadsheet: 'sheet',
  presentation: 'slides',
  text: 'text',
  archive: 'archive',
  other: 'file',
};

/** What kind of file it is, by what was verified; never a picture that nobody made from it. */
export function FileIcon({ category, className = '' }: { category: FileCategory; className?: string }) {
  return (
    <span className={`grid size-10 shrink-0 place-items-center rounded-lg bg-sunken text-muted ${className}`}>
      <Icon name={icons[category] ?? 'file'} />
    </span>
  );
}
