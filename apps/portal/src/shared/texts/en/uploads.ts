const files = (count: number) => (count === 1 ? '1 file' : `${count} files`);

/** Words of the queue of uploads; loaded when there is one. */
export const uploads = {
  files,
  all: 'All uploads',
  of: (name: string) => `Upload of ${name}`,
  pause: 'Pause',
  resume: 'Resume',
  retry: 'Retry',
  cancel: 'Cancel',
  remove: 'Remove',
  removeHint: 'Remove from this list',
  pauseAll: 'Pause all',
  resumeAll: 'Resume all',
  cancelAll: 'Cancel all',
  retryFailed: 'Retry failed',
  clear: 'Clear list',
  showMore: (count: number) => `Show ${count} more`,
  signedOut: 'You were signed out. Sign in again, then continue it.',
  noEnding: 'Files without an ending such as .pdf are not accepted.',
  endingRefused: (extension: string) => `Files that end in ${extension} are not accepted.`,
  quotaExceeded: 'There is not enough room left in your storage. Delete something, then try again.',
  failed: 'The upload failed.',
  waiting: (size: string) => `Waiting · ${size}`,
  waitingForConnection: (percent: number, size: string) =>
    `Waiting for the connection · ${percent}% of ${size}`,
  uploading: (percent: number, size: string) => `Uploading ${percent}% of ${size}`,
  left: (time: string) => `${time} left`,
  finishing: (size: string) => `Almost done · ${size}`,
  paused: (percent: number, size: string) => `Paused at ${percent}% of ${size}`,
  ready: (size: string) => `Ready · ${size}`,
  uploaded: (size: string) => `Uploaded · ${size}`,
  cancelled: 'Cancelled',
  totals: {
    offline: (count: number, done: number) =>
      done === 0 ? `${files(count)} waiting` : `Waiting: ${done} of ${files(count)} done`,
    active: (count: number, done: number) =>
      done === 0 ? `Uploading ${files(count)}` : `Uploading: ${done} of ${files(count)} done`,
    paused: (count: number, paused: number) =>
      `${paused === count ? files(count) : `${paused} of ${files(count)}`} paused`,
    failed: (count: number, failed: number) =>
      `${failed === count ? files(count) : `${failed} of ${files(count)}`} not uploaded`,
    done: (count: number) => `${files(count)} uploaded`,
    bytes: (sent: string, all: string) => `${sent} of ${all}`,
  },
  milestones: {
    started: (count: number) => `Uploading ${files(count)}.`,
    quarter: (percent: number, count: number) => `${percent} percent of ${files(count)} uploaded.`,
    done: (done: number, count: number) => `${done} of ${files(count)} uploaded.`,
    paused: (paused: number) => `${paused} paused.`,
    failed: (failed: number) => `${failed} failed.`,
  },
};
