/** Words of the list of shortcuts of My files; loaded when it is asked for. */
export const fileShortcuts = {
  next: 'Next file',
  previous: 'File before',
  open: 'Open the details',
  select: 'Select a file, or let go of it',
  range: 'Select from the last one to this one',
  delete: 'Delete, after asking',
  rename: 'Rename',
  clear: 'Let go of the selection',
};
