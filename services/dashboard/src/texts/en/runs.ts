export const runs = {
  empty: 'No runs',
  emptyText: 'Runs of builds, of the command line and of the API are all listed here.',
  columns: { input: 'Input', agent: 'Agent', end: 'Ended by' },
};
