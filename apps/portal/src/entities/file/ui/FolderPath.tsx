import { Icon } from '@/shared/ui';

/** The folders that a file came from, outermost first, as they were called there. Only for reading: files are not in folders here. */
export function FolderPath({ path, label }: { path: string; label: string }) {
  const folders = path.split('/').filter((folder) => folder !== '');
  return (
    <span className="inline-flex max-w-full min-w-0 items-center gap-1">
      <Icon name="folder" className="size-3.5" />
      <span className="sr-only">{label}: </span>
      <span className="truncate" title={path}>
        {folders.map((folder, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two folders of one path may have the same name, and nothing moves.
          <span key={index}>
            {index > 0 && <span className="px-0.5">›</span>}
            <bdi>{folder}</bdi>
          </span>
        ))}
      </span>
    </span>
  );
}
