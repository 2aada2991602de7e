/** The words of the administrator's page about files that were opened beside a scope. */
export const exceptions = {
  title: 'Emergency access',
  lead: 'Files that reviewers opened beside their scope, for an hour each. What they did with them is in the audit.',
  caption: 'Files that were opened beside a scope',
  owner: (name: string) => `of ${name}`,
  openUntil: (time: string) => `Open until ${time}`,
  over: 'Over',
  noReason: 'The reason was erased.',
  audit: 'What happened to the file',
  loading: 'Loading…',
  empty: 'Nobody needed it',
  emptyHint: 'What somebody opens beside their scope appears here, and in your mail.',
  showMore: 'Show more',
  shown: (count: number, isAll: boolean) =>
    isAll ? (count === 1 ? '1 access' : `${count} accesses`) : `The newest ${count}`,
};
