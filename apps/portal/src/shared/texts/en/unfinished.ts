const files = (count: number) => (count === 1 ? '1 file' : `${count.toLocaleString('en')} files`);

/** Words about uploads that a reload or another device left unfinished; loaded when there are any. */
export const unfinished = {
  title: 'Not finished yet',
  text: 'Choose the same file again: what arrived already is kept.',
  textKnown: 'Continue where it stopped: what arrived already is kept.',
  textMany: (count: number) => `${files(count)}. Choose the same files again: what arrived already is kept.`,
  started: (date: string) => `started ${date}`,
  textElsewhere: 'Another tab is working on this.',
  elsewhere: {
    queued: 'waiting in another tab',
    uploading: 'being uploaded in another tab',
    finishing: 'being finished in another tab',
    paused: 'paused in another tab',
    failed: 'stopped in another tab: look there',
  },
  progressOf: (name: string) => `Upload of ${name} in another tab`,
  sent: (sent: string, size: string) => `${sent} of ${size}`,
  doneElsewhere: (count: number) => `${files(count)} uploaded in another tab.`,
  continue: 'Continue',
  chooseAgain: 'Choose it again',
  continueMany: 'Choose the files again',
  discard: 'Discard',
  discardAll: 'Discard all',
  discardAllTitle: (count: number) => `Discard ${files(count)}?`,
  discardAllText: 'What arrived of them is deleted. The files on your device stay as they are.',
  discarding: (done: number, count: number) => `Discarded ${done} of ${count} …`,
  keep: 'Keep them',
  showMore: (count: number) => `Show ${count} more`,
  continued: (count: number) => `${files(count)} continued.`,
  discarded: (count: number) => `${files(count)} discarded.`,
  notDiscarded: (count: number) => `${files(count)} could not be discarded. Try again.`,
  unknown: (count: number) =>
    count === 1
      ? 'One of the chosen files is not among these. To upload it anew, choose it above.'
      : `${count} of the chosen files are not among these. To upload them anew, choose them above.`,
};
