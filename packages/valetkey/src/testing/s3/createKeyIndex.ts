import { compareKeys } from './compareKeys.ts';

/** Where the versions of a key stand in the journal: one position, or several with the newest first. */
export type Positions = number | readonly number[];

/**
 * The keys of one bucket in UTF-8 order, each with its journal positions and nothing else: what an object is stays on disk.
 * An entry costs its key plus about 40 bytes.
 */
export type KeyIndex = {
  readonly size: number;
  get(key: string): Positions | undefined;
  set(key: string, positions: Positions): void;
  delete(key: string): void;
  /** Entries with a key greater than `after`, or from `from` on, in order. Survives changes between two steps. */
  scan(start: { after?: string; from?: string }): Generator<[string, Positions]>;
};

type Block = { keys: string[]; positions: Positions[] };

const blockLimit = 1024;

/** First index in `keys` whose key is >= `key`. */
function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareKeys(keys[middle]!, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Sorted blocks of at most 1,024 keys: an insertion moves one block's tail and never the whole list. */
export function createKeyIndex(): KeyIndex {
  const blocks: Block[] = [{ keys: [], positions: [] }];
  let size = 0;
  /** Counts insertions and removals: while it stands still, a scan goes on where it is. */
  let revision = 0;

  const blockOf = (key: string): number => {
    let low = 0;
    let high = blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (compareKeys(blocks[middle]!.keys[0]!, key) <= 0) low = middle;
      else high = middle - 1;
    }
    return low;
  };

  return {
    get size() {
      return size;
    },
    get(key) {
      const block = blocks[blockOf(key)]!;
      const at = lowerBound(block.keys, key);
      return block.keys[at] === key ? block.positions[at] : undefined;
    },
    set(key, positions) {
      const index = blockOf(key);
      const block = blocks[index]!;
      const at = lowerBound(block.keys, key);
      if (block.keys[at] === key) {
        block.positions[at] = positions;
        return;
      }
      block.keys.splice(at, 0, key);
      block.positions.splice(at, 0, positions);
      size++;
      revision++;
      if (block.keys.length > blockLimit) {
        // Ascending insertion is the common case (listing order, replay of a compacted journal): keep blocks full then.
        const cut = at === block.keys.length - 1 ? blockLimit : blockLimit >>> 1;
        blocks.splice(index + 1, 0, { keys: block.keys.splice(cut), positions: block.positions.splice(cut) });
      }
    },
    delete(key) {
      const index = blockOf(key);
      const block = blocks[index]!;
      const at = lowerBound(block.keys, key);
      if (block.keys[at] !== key) return;
      block.keys.splice(at, 1);
      block.positions.splice(at, 1);
      size--;
      revision++;
      if (block.keys.length === 0 && blocks.length > 1) blocks.splice(index, 1);
    },
    *scan({ after, from }) {
      let bound = after ?? from ?? '';
      let inclusive = after === undefined;
      let index = 0;
      let at = 0;
      let seen = -1;
      for (;;) {
        if (seen === revision) at++;
        else {
          // Looked up anew after a change, so that writes between two steps of a slow reader cannot skip or repeat a key.
          index = blockOf(bound);
          at = lowerBound(blocks[index]!.keys, bound);
          if (!inclusive && blocks[index]!.keys[at] === bound) at++;
          seen = revision;
        }
        if (at >= blocks[index]!.keys.length) {
          index++;
          at = 0;
        }
        const key = blocks[index]?.keys[at];
        if (key === undefined) return;
        yield [key, blocks[index]!.positions[at]!];
        bound = key;
        inclusive = false;
      }
    },
  };
}
