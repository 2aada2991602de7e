import { Badge } from '@/shared/ui';
import { describeFile } from '../model/describeFile';
import type { FileSummary } from '../model/FileSummary';

/** The state that a file's owner sees. */
export function FileStatus({ file }: { file: FileSummary }) {
  const { label, look, isMoving } = describeFile(file);
  return (
    <Badge look={look} isMoving={isMoving} data-state={file.state}>
      {label}
    </Badge>
  );
}
