import type { Outside } from './bucket/askStore.ts';
import type { CommandIo } from './CommandIo.ts';

/** Network and clock of a command: the process's own unless the caller brought others. */
export function outsideOf(io: CommandIo): Outside {
  return {
    fetch: io.fetch ?? ((url, init) => globalThis.fetch(url, init)),
    clock: io.clock ?? (() => new Date()),
    signal: io.signal,
  };
}
