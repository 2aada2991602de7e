/*
 * The queue is a grid that is laid out as a table on a wide screen and as cards on a narrow one. Real table elements would lose
 * their meaning there, in some browsers, as soon as they are laid out as anything else; so the meaning is in the roles.
 */
export const gridRoles = {
  /** @param rowCount rows with the head; `null` while nobody knows how many there are */
  grid: (label: string, rowCount: number | null) => ({
    role: 'grid',
    'aria-multiselectable': true,
    'aria-label': label,
    'aria-rowcount': rowCount ?? -1,
  }),
  group: { role: 'rowgroup' },
  headRow: { role: 'row', 'aria-rowindex': 1 },
  /** @param index of the file in the list */
  row: (index: number, isSelected: boolean) => ({
    role: 'row',
    'aria-rowindex': index + 2,
    'aria-selected': isSelected,
  }),
  head: (sort?: 'ascending' | 'descending' | 'none') => ({
    role: 'columnheader',
    ...(sort !== undefined && { 'aria-sort': sort }),
  }),
  cell: { role: 'gridcell' },
} as const;
