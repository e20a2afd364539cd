/** Names of files in prose. */
const EXTENSION =
  'py|tsx?|jsx?|mjs|cjs|java|kt|go|rs|rb|php|cs|c|cc|cpp|h|hpp|swift|scala|md|rst|json|ya?ml|toml|ini|cfg|csv|tsv|txt|pdf|xlsx?|docx?|pptx?|html?|css|sh|sql|ipynb|log|png|jpe?g|svg|parquet|db|sqlite';
const PATH = new RegExp(
  `(?<![\\w/.:@-])(?:~?/|\\./)?(?:[\\w.-]+/)*[\\w-][\\w.-]*\\.(?:${EXTENSION})(?![\\w/]|\\.\\w)`,
  'giu',
);
/** `Node.js`, `three.js`: a product, not a file. */
const PRODUCT =
  /^(?:[A-Z]\w*\.(?:js|ts|io|net|go|py)|(?:node|vue|nuxt|next|nest|three|d3|p5|react|express|chart|plotly|ember|backbone|angular|alpine|moment|solid|electron|discord|tensorflow|mathjax|highlight|handlebars)\.js)$/;

/** In order, each once; URLs are left out. */
export function filesNamedIn(text: string): string[] {
  const plain = text.replaceAll(/\bhttps?:\/\/\S+/giu, ' ');
  return [...new Set(plain.match(PATH))].filter((path) => !PRODUCT.test(path));
}

export function isTestPath(path: string): boolean {
  return /(?:^|[/\\])(?:tests?|__tests__|spec)[/\\]|(?:^|[/\\])test_[^/\\]*$|[._-](?:test|spec)s?\.\w+$|Tests?\.(?:java|cs|kt|php)$/u.test(
    path,
  );
}

/** Last part of a path. */
export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
