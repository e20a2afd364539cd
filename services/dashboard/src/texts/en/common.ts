/** Texts of the frame and of what all pages share. */
export const common = {
  product: 'Nex',
  navigation: 'Main',
  skipToContent: 'Skip to the content',
  loading: 'Loading',
  loadingMore: 'Loading more…',
  retry: 'Try again',
  close: 'Close',
  cancel: 'Cancel',
  copy: 'Copy',
  copied: 'Copied',
  unknownError: 'Something went wrong.',
  pageFailed: 'This page failed',
  noSuchPage: 'No such page',
  noSuchPageText: 'The address is wrong, or what it named is gone.',
  backHome: 'Back to Home',
  anyState: 'Any state',
  state: 'State',
  created: 'Created',
  took: 'Took',
  tokens: 'Tokens',
  cost: 'Cost',
  noPrice: 'no price',
  all: 'All',
  showAll: (characters: number) => `Show all ${characters.toLocaleString('en')} characters`,
  reconnecting: 'The connection broke; trying again…',
  live: 'Live',
};

export const pages = {
  home: 'Home',
  frameworks: 'Frameworks',
  runs: 'Runs',
  builds: 'Builds',
  dataSets: 'Data sets',
  catalogue: 'Catalogue',
  settings: 'Settings',
};

export const shortcuts = {
  title: 'Keyboard',
  search: 'Search',
  rows: 'Next and previous row',
  help: 'This list',
  close: 'Close a window',
};

export const signIn = {
  title: 'An API key is needed',
  text: 'The key stays in this tab, and is forgotten when the tab is closed.',
  key: 'API key',
  enter: 'Sign in',
  out: 'Forget the API key',
  refused: 'The API does not accept this key.',
};

export const theme = {
  system: 'Theme: as the system says',
  light: 'Theme: light',
  dark: 'Theme: dark',
};
