/**
 * Finds tools of the catalogue by words, in English and Chinese, from the snapshots: no server is started. Ranking is
 * BM25 over names, titles, descriptions, parameters and domains.
 */
import { isJsonObject, type Json, type ToolDefinition } from '@nex/core';
import MiniSearch from 'minisearch';
import { plainToolName } from './alias/tool-name.ts';
import type { Catalogue, CatalogueServer } from './catalogue/load.ts';
import { englishOf } from './retrieval/chinese.ts';
import { DOMAINS, type Domain } from './retrieval/domains.ts';
import { EVERYDAY_WEIGHT, toolWordsOf } from './retrieval/everyday.ts';
import { allows, type ToolFilter } from './retrieval/tool-filter.ts';
import { words } from './retrieval/words.ts';
import { isHidden, isRepeatable, isStateless, toolDefinition } from './tool-definition.ts';

export interface FoundTool {
  server: string;
  /** The tool's own name. */
  tool: string;
  score: number;
  definition: ToolDefinition;
}

export interface SearchOptions extends ToolFilter {
  /** Default 10. */
  limit?: number;
}

export interface ToolIndex {
  /** Tools that can be found. */
  readonly size: number;
  /** Best first; equal scores by name. An empty query finds nothing. */
  search(query: string, options?: SearchOptions): FoundTool[];
  /** Every tool that the filter allows, by server and name. */
  all(filter?: ToolFilter): Omit<FoundTool, 'score'>[];
}

export interface ToolIndexOptions {
  /** Also tools of servers that cannot be started here. Default false. */
  all?: boolean;
}

const STOP_WORDS = new Set(
  'a an and are as at be by for from in into is it its my of on one or our that the their this to we what which with you your'.split(
    ' ',
  ),
);

/** Hidden tools and servers without a snapshot are left out, and those with grade F. */
export function createToolIndex(catalogue: Catalogue, { all = false }: ToolIndexOptions = {}): ToolIndex {
  const found = new Map<string, Omit<FoundTool, 'score'> & { from: CatalogueServer }>();
  const index = new MiniSearch({
    fields: ['name', 'title', 'description', 'parameters', 'domain'],
    tokenize: words,
    processTerm: (term) => (STOP_WORDS.has(term) ? null : term),
  });
  for (const server of catalogue.entries) {
    if ((!server.launch.ok && !all) || server.record?.grade === 'F') continue;
    for (const tool of server.snapshot?.tools ?? []) {
      if (isHidden(server, tool.name)) continue;
      const id = plainToolName({ server: server.name, tool: tool.name });
      const snapshot = server.snapshot?.digest ?? '';
      const repeatable = isRepeatable(server, tool.name);
      const definition = toolDefinition({
        name: id,
        server: server.name,
        tool,
        snapshot,
        repeatable,
        stateless: isStateless(server),
      });
      found.set(id, { server: server.name, tool: tool.name, definition, from: server });
      index.add({
        id,
        name: `${server.name} ${tool.name}`,
        title: tool.title ?? '',
        description: tool.description,
        parameters: parameterWords(tool.inputSchema).join(' '),
        domain: [server.domain, ...server.domains, server.title, server.summary, domainWords(server)].join(
          ' ',
        ),
      });
    }
  }
  return {
    size: found.size,
    search(query, { limit = 10, ...filter } = {}) {
      const own = [query, ...englishOf(query)].join(' ');
      const also = toolWordsOf(words(own));
      const hits = index.search([own, ...also].join(' '), {
        boostTerm: (term) => (also.includes(term) ? EVERYDAY_WEIGHT : 1),
        boost: { name: 3, title: 2, domain: 1.5 },
        prefix: (term) => term.length > 3,
        fuzzy: (term) => (term.length > 4 && !/\p{Script=Han}/u.test(term) ? 0.2 : false),
        combineWith: 'OR',
      });
      const rows = hits.flatMap((hit) => {
        const row = found.get(String(hit.id));
        return row && allows(filter, row.from, row.tool) ? [{ ...shown(row), score: hit.score }] : [];
      });
      rows.sort((a, b) => b.score - a.score || (a.definition.name < b.definition.name ? -1 : 1));
      return rows.slice(0, limit);
    },
    all: (filter = {}) =>
      [...found.values()].filter((row) => allows(filter, row.from, row.tool)).map((row) => shown(row)),
  };
}

function shown({ server, tool, definition }: Omit<FoundTool, 'score'>): Omit<FoundTool, 'score'> {
  return { server, tool, definition };
}

function domainWords({ domain }: CatalogueServer): string {
  return Object.hasOwn(DOMAINS, domain) ? DOMAINS[domain as Domain] : '';
}

/** Names and descriptions of the parameters at any depth. */
function parameterWords(schema: Json): string[] {
  if (Array.isArray(schema)) return schema.flatMap(parameterWords);
  if (!isJsonObject(schema)) return [];
  const own = typeof schema.description === 'string' ? [schema.description] : [];
  const names = isJsonObject(schema.properties) ? Object.keys(schema.properties) : [];
  const below = Object.entries(schema).flatMap(([key, value]) => {
    return key === 'description' || key === 'default' || key === 'enum' ? [] : parameterWords(value);
  });
  return [...own, ...names, ...below];
}
