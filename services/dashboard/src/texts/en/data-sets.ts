export const dataSets = {
  empty: 'No data sets yet',
  emptyText: 'A build that comes to its end leaves one.',
  columns: { name: 'Data set', version: 'Version', rows: 'Rows' },
};
