export const frameworks = {
  empty: 'No frameworks yet',
  emptyText: 'A sentence about what agents should be able to do becomes a framework.',
  columns: { title: 'Framework', pattern: 'Pattern', agents: 'Agents', score: 'Score' },
};
