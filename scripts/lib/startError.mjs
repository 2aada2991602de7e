/**
 * A failure that the person at the terminal can act on: printed as its message, without a stack.
 */
export class StartError extends Error {
  /** @param {string} message what is wrong and what to do next @param {{ cause?: unknown }} [options] */
  constructor(message, options) {
    super(message, options);
    this.name = 'StartError';
  }
}

const DISK_FULL = /ENOSPC|No space left on device|EDQUOT|Disk quota exceeded|not enough space/i;

/** Whether an error, or the text that a program left, says that a disk is full. */
export function saysDiskFull(errorOrText) {
  if (typeof errorOrText === 'string') return DISK_FULL.test(errorOrText);
  if (errorOrText === null || typeof errorOrText !== 'object') return false;
  return DISK_FULL.test(`${errorOrText.code ?? ''} ${errorOrText.message ?? ''}`);
}
