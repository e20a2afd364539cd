export const catalogue = {
  empty: 'The catalogue is empty',
  columns: { title: 'Server', package: 'Package', tools: 'Tools', domains: 'Domains' },
};
