/** What one contained run may take. What is exceeded ends the run and nothing else. */
export type ContainmentLimits = {
  /** Time on the clock, in milliseconds. */
  wallMs: number;
  /** Time on a processor, in whole seconds, for each process of the run. */
  cpuSeconds: number;
  /**
   * Memory in bytes: what each process may ask for, which the kernel holds, and what all of the run's processes have together, which is
   * looked at several times a second. Held on Linux.
   */
  memoryBytes: number;
  /** Processes at a time, those that start the program included. Looked at like their memory. */
  processes: number;
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
  processes: 64,
  folderBytes: 512 * mib,
  printedBytes: mib / 4,
  openFiles: 128,
};
