export const builds = {
  empty: 'No builds yet',
  emptyText: 'A build makes a data set from a framework.',
  columns: { name: 'Build', queries: 'Queries', kept: 'Kept' },
};
