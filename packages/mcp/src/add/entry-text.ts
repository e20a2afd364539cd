/** An entry as the text of its YAML file: keys in the order of the form, a line per tool, defaults left out. */
import { Document, isMap, isSeq } from 'yaml';
import type { CatalogueEntry } from '../catalogue/entry.ts';

const DEFAULTS: Partial<CatalogueEntry> = {
  args: [],
  env: {},
  headers: {},
  working_directory: 'home',
  timeout_ms: 15_000,
  workspace_alias: '/workspace',
  keys: [],
  host_access: false,
  dressed_errors: ['json_is_error'],
};

const ORDER: readonly (keyof CatalogueEntry)[] = [
  'name',
  'title',
  'summary',
  'package',
  'version',
  'licence',
  'domain',
  'domains',
  'runtime',
  'entry',
  'command',
  'url',
  'headers',
  'install',
  'args',
  'env',
  'working_directory',
  'protocol',
  'isolation',
  'daemon',
  'browser',
  'state',
  'parallel',
  'timeout_ms',
  'workspace_alias',
  'path_arguments',
  'deterministic',
  'keys',
  'host_access',
  'dressed_errors',
  'tools',
];

export function entryText(entry: CatalogueEntry): string {
  const { seed, ...state } = entry.state;
  const plain = {
    ...entry,
    state: Object.keys(seed).length > 0 ? { ...state, seed } : state,
    tools: entry.tools.map(({ hidden, ...tool }) => (hidden ? { ...tool, hidden } : tool)),
  };
  const rows = ORDER.flatMap((key) => {
    const value = plain[key];
    const isDefault = JSON.stringify(value) === JSON.stringify(DEFAULTS[key]);
    return value === undefined || isDefault ? [] : [[key, value] as const];
  });
  const document = new Document(Object.fromEntries(rows));
  const tools = document.get('tools');
  if (isSeq(tools)) for (const tool of tools.items) if (isMap(tool)) tool.flow = true;
  const domains = document.get('domains');
  if (isSeq(domains)) domains.flow = true;
  return document.toString({ lineWidth: 118, flowCollectionPadding: true });
}
