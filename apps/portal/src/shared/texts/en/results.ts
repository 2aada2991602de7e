/** Words about what the operator's processors came to with a file. */
export const results = {
  title: 'Results',
  note: 'Worked out by this portal from what the file says. Nobody has checked it.',
  failed: 'The results cannot be loaded now.',
  none: '–',
  yes: 'yes',
  no: 'no',
  states: {
    waiting: 'Waits for other work on the file.',
    handed_over: 'Another system works on it.',
    pending: 'The file is being worked on. This takes a moment.',
  },
  reasons: {
    too_large: 'The file is too large for this.',
    too_much_time: 'The file takes longer than this may take.',
    too_much_memory: 'The file takes more memory than this may have.',
    too_much_work: 'The file takes too much for this.',
    unreadable: 'The content cannot be read. The file may be damaged.',
    processor_failed: 'This did not work. It is tried again, or somebody looks at it.',
    hand_off_expired: 'The system that does this did not answer in time.',
    processor_retired: 'This is no longer done here.',
  },
  refused: (word: string) => `There is no result: ${word.replaceAll('_', ' ')}.`,
  save: (label: string, type: string) => `Save ${label}, ${type}`,
  types: {
    'image/webp': 'WebP',
    'image/png': 'PNG',
    'image/jpeg': 'JPEG',
    'text/csv': 'CSV',
    'application/json': 'JSON',
  },
} as const;
