export const settings = {
  session: 'Session',
  gateway: 'Gateway',
  key: 'API key',
  hasKey: 'kept in this tab',
  noKey: 'none is needed here',
  health: 'Health',
};
