/** Finds tools of the catalogue by words, from the snapshots: no server is started. Ranking is BM25. */
import { isJsonObject, type Json, type ToolDefinition } from '@nex/core';
import MiniSearch from 'minisearch';
import { plainToolName } from './alias/tool-name.ts';
import type { Catalogue } from './catalogue/load.ts';
import { isHidden, isRepeatable, toolDefinition } from './tool-definition.ts';

export interface FoundTool {
  server: string;
  /** The tool's own name. */
  tool: string;
  score: number;
  definition: ToolDefinition;
}

export interface ToolIndex {
  /** Tools that can be found. */
  readonly size: number;
  /** Best first; equal scores by name. Default limit 10. An empty query finds nothing. */
  search(query: string, options?: { limit?: number; servers?: readonly string[] }): FoundTool[];
  /** Every tool, by server and name. */
  all(): Omit<FoundTool, 'score'>[];
}

const STOP_WORDS = new Set(
  'a an and are as at be by for from in into is it of on or that the this to with'.split(' '),
);

/** Hidden tools and servers without a snapshot are left out. */
export function createToolIndex(catalogue: Catalogue): ToolIndex {
  const found = new Map<string, Omit<FoundTool, 'score'>>();
  const index = new MiniSearch({
    fields: ['name', 'title', 'description', 'parameters', 'domain'],
    tokenize: words,
    processTerm: (term) => (STOP_WORDS.has(term) ? null : term),
  });
  for (const server of catalogue.entries) {
    for (const tool of server.snapshot?.tools ?? []) {
      if (isHidden(server, tool.name)) continue;
      const id = plainToolName({ server: server.name, tool: tool.name });
      const snapshot = server.snapshot?.digest ?? '';
      const repeatable = isRepeatable(server, tool.name);
      const definition = toolDefinition({ name: id, server: server.name, tool, snapshot, repeatable });
      found.set(id, { server: server.name, tool: tool.name, definition });
      index.add({
        id,
        name: `${server.name} ${tool.name}`,
        title: tool.title ?? '',
        description: tool.description,
        parameters: parameterWords(tool.inputSchema).join(' '),
        domain: [server.domain, ...server.domains, server.title, server.summary].join(' '),
      });
    }
  }
  return {
    size: found.size,
    search(query, { limit = 10, servers } = {}) {
      const hits = index.search(query, {
        boost: { name: 3, title: 2, domain: 1.5 },
        prefix: (term) => term.length > 3,
        fuzzy: (term) => (term.length > 4 ? 0.2 : false),
        combineWith: 'OR',
      });
      const rows = hits.flatMap((hit) => {
        const row = found.get(String(hit.id));
        return row && (servers?.includes(row.server) ?? true) ? [{ ...row, score: hit.score }] : [];
      });
      rows.sort((a, b) => b.score - a.score || (a.definition.name < b.definition.name ? -1 : 1));
      return rows.slice(0, limit);
    },
    all: () => [...found.values()],
  };
}

/** Lower-case words; camelCase and snake_case are split; a plural loses its s. */
function words(text: string): string[] {
  const spaced = text.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return spaced
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => (word.length > 3 && /[^s]s$/.test(word) ? word.slice(0, -1) : word));
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
