const units = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const;

/** A size in words, in steps of 1,024: a limit of 5 GiB reads "5 GB", as it is set and as people say it. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  let value = bytes;
  let unit = 0;
  while (Math.round(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  // Two digits that matter, and no ".0" that says nothing.
  return `${value < 9.95 ? Math.round(value * 10) / 10 : Math.round(value)} ${units[unit]}`;
}
