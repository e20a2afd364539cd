export const home = {
  newestRuns: 'Newest runs',
  empty: 'Nothing has run yet',
};
