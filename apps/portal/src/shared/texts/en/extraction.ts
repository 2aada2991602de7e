const counted = (count: number, one: string, many: string) =>
  count === 1 ? `1 ${one}` : `${count.toLocaleString('en')} ${many}`;

/** Words about what was read out of files. */
export const extraction = {
  loading: 'Reading…',
  reading: 'The file is being read. This takes a moment.',
  failed: 'What was read cannot be loaded now.',
  showAll: (count: number) => `Show all ${count.toLocaleString('en')}`,
  none: '–',
  reasons: {
    tool_missing: 'The program that reads files of this kind is not installed here.',
    kind_not_supported: 'Files of this kind are not looked into here.',
    encrypted: 'The file is protected by a password, so nothing can be read of it.',
    too_large: 'The file is too large to be looked into.',
    too_much_work: 'The file takes too much to be looked into.',
    unreadable: 'The content cannot be read. The file may be damaged.',
  },
  archive: {
    title: 'In the archive',
    note: 'As the archive itself tells it. Nothing was unpacked, and what is in it was not looked at.',
    formats: { zip: 'ZIP', tar: 'TAR', 'tar.gz': 'TAR, packed with GZIP', gzip: 'GZIP' },
    entries: (count: number) => counted(count, 'entry', 'entries'),
    unpacks: (size: string) => `${size} when unpacked`,
    incomplete: (count: number) =>
      `${counted(count, 'entry is', 'entries are')} listed here, the others are not.`,
    empty: 'There is nothing in it.',
    table: 'Entries of the archive',
    name: 'Name',
    size: 'Size',
    changed: 'Changed',
    remarks: 'Remarks',
    folder: 'folder',
    leadsTo: 'leads to',
    wholeTitle: 'Do not unpack it without care',
    /** Of an entry, in a word or two. */
    marks: {
      path_outside: 'leads outside',
      absolute_path: 'absolute path',
      duplicate_name: 'name is there twice',
      name_too_long: 'name too long',
      too_deep: 'too many folders deep',
      odd_name: 'hidden characters in the name',
      link: 'link',
      special: 'device or pipe',
      encrypted: 'password',
      overlap: 'shares its bytes',
      ratio: 'unpacks to far too much',
      too_many_entries: 'too many',
      archive_inside: 'archive',
      damaged_list: 'damaged',
    },
    /** Of the whole, in a sentence; what is not named here is no reason for care. */
    warnings: {
      path_outside: 'An entry leads out of the folder that the archive is unpacked to.',
      absolute_path: 'An entry names a place of its own on the disk instead of one in the archive.',
      duplicate_name: 'Two entries have the same name: which of them one gets depends on the program.',
      name_too_long: 'An entry has a name that is longer than systems allow.',
      too_deep: 'An entry is in more folders within folders than systems allow.',
      odd_name: 'A name has hidden characters, which are shown as �.',
      link: 'There are links, which may lead to places outside.',
      special: 'There are devices, pipes or sockets.',
      overlap: 'Entries share their bytes, as only archives do that are made to fill a disk.',
      ratio:
        'It unpacks to more than two hundred times its size, as only archives do that are made to fill a disk.',
      too_many_entries: 'There are more entries than are looked at.',
      damaged_list: 'The list of entries breaks off or contradicts itself.',
    },
    /** Of the whole, where nothing is wrong. */
    notes: {
      encrypted: 'There are entries that a password protects.',
      archive_inside: 'There are archives in it. What is in those is not listed.',
    },
  },
} as const;
