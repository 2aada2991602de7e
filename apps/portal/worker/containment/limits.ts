/** What one contained run may take. What is exceeded ends the run and nothing else. */
export type ContainmentLimits = {
  /** Time on the clock, in milliseconds. */
  wallMs: number;
  /** Time on a processor, in whole seconds, for each process of the run. */
  cpuSeconds: number;
  /** Memory that it may write to, in bytes, for each process of the run. */
  memoryBytes: number;
  /** Everything in its folder, its input included, in bytes. */
  folderBytes: number;
  /** What it prints, in bytes. */
  printedBytes: number;
  /** Files that a process has open at a time. */
  openFiles: number;
};

const mib = 1024 ** 2;

export const defaultLimits: ContainmentLimits = {
  wallMs: 30_000,
  cpuSeconds: 30,
  memoryBytes: 1_024 * mib,
  folderBytes: 512 * mib,
  printedBytes: mib / 4,
  openFiles: 128,
};
