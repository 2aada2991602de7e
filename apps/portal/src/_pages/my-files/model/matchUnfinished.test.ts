import type { Unfinished } from 'valetkey/client';
import { describe, expect, it } from 'vitest';
import { matchUnfinished } from './matchUnfinished';

const unfinished = (uploadId: string, name: string, size: number | null, path: string | null = null) =>
  ({ uploadId, name, size, path }) as Unfinished;

function fileOf(name: string, size: number, path = ''): File {
  const file = new File([new Uint8Array(size)], name);
  Object.defineProperty(file, 'webkitRelativePath', { value: path });
  return file;
}

const idsOf = ({ pairs }: ReturnType<typeof matchUnfinished>) =>
  pairs.map(({ unfinished, file }) => `${unfinished.uploadId}:${file.name}`);

describe('matchUnfinished', () => {
  it('finds each file by name and size, and counts what belongs to none', () => {
    const open = [unfinished('a', 'a.pdf', 3), unfinished('b', 'b.pdf', 4)];
    const matched = matchUnfinished(open, [
      fileOf('b.pdf', 4),
      fileOf('a.pdf', 9),
      fileOf('c.pdf', 3),
      fileOf('a.pdf', 3),
    ]);
    expect(idsOf(matched)).toEqual(['b:b.pdf', 'a:a.pdf']);
    expect(matched.unknown).toBe(2);
  });

  it('gives two of the same name to their folders, and none of them twice', () => {
    const open = [
      unfinished('one', 'x.csv', 1, 'Tax/2024/x.csv'),
      unfinished('two', 'x.csv', 1, 'Tax/2025/x.csv'),
    ];
    const chosen = [
      fileOf('x.csv', 1, 'Tax/2025/x.csv'),
      fileOf('x.csv', 1),
      fileOf('x.csv', 1, 'Tax/2024/x.csv'),
    ];
    const matched = matchUnfinished(open, chosen);
    expect(idsOf(matched)).toEqual(['two:x.csv', 'one:x.csv']);
    expect(matched.unknown).toBe(1);
  });

  it('knows a name in either form of its letters, and nothing of unknown size', () => {
    const composed = 'R\u00e9sum\u00e9.pdf';
    const open = [unfinished('r', composed.normalize('NFD'), 5), unfinished('n', 'n.pdf', null)];
    const matched = matchUnfinished(open, [fileOf(composed, 5), fileOf('n.pdf', 0)]);
    expect(idsOf(matched)).toEqual([`r:${composed}`]);
    expect(matched.unknown).toBe(1);
  });
});
