/**
 * ToolSearch: finds tools that are not described to the model from the start. A tool that was found is described from
 * the next model call on. Scores are NexAU's: per term an exact token of the name 10, a part of one 5, a part of the
 * name 3, of the hint 4, of the description 2; a term with `+` must stand in the name.
 */
import { type JsonObject, type Tool, textOutcome } from '@nex/core';
import { DEFERRED_SEARCH } from './found-tools.ts';

const DEFAULT_RESULTS = 5;
const MAX_RESULTS = 50;

/** `undefined` when no tool is deferred. */
export function createToolSearch(tools: readonly Tool[]): Tool | undefined {
  const deferred = tools.filter((tool) => tool.deferred);
  if (deferred.length === 0) return undefined;
  return {
    definition: {
      name: DEFERRED_SEARCH,
      description: `Finds further tools by key words and makes them available from your next message on. ${deferred.length} tools can be found. Put "+" before a word that must be in the name.`,
      inputSchema: {
        type: 'object',
        properties: {
          query: { type: 'string', minLength: 1, description: 'Key words of what the tool should do.' },
          max_results: { type: 'integer', minimum: 1, maximum: MAX_RESULTS, default: DEFAULT_RESULTS },
        },
        required: ['query'],
        additionalProperties: false,
      },
      origin: { kind: 'builtin' },
      repeatable: true,
      disableParallel: false,
    },
    check: checkArguments,
    async execute({ query, max_results: max }) {
      const names = search(
        deferred,
        typeof query === 'string' ? query : '',
        typeof max === 'number' ? max : DEFAULT_RESULTS,
      );
      if (names.length === 0) {
        return { ...textOutcome('No matching tools found.'), structured: { tools: [] } };
      }
      const text = `Found ${names.length} tool(s): ${names.join(', ')}. They are now available for use.`;
      return { ...textOutcome(text), structured: { tools: names } };
    },
  };
}

/** Best first; equal scores by name. */
export function search(tools: readonly Tool[], query: string, max: number): string[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const required = words
    .filter((word) => word.length > 1 && word.startsWith('+'))
    .map((word) => word.slice(1));
  const terms = words.map((word) => word.replace(/^\+(?=.)/, ''));
  const scored = tools.flatMap((tool) => {
    const name = tool.definition.name.toLowerCase();
    if (!required.every((word) => name.includes(word))) return [];
    const score = terms.reduce((sum, term) => sum + scoreOf(tool, name, term), 0);
    return score > 0 ? [{ name: tool.definition.name, score }] : [];
  });
  scored.sort((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1));
  return scored.slice(0, max).map((one) => one.name);
}

function scoreOf(tool: Tool, name: string, term: string): number {
  const tokens = name.split(/[^\p{L}\p{N}]+/u);
  let score = 0;
  if (tokens.includes(term)) score += 10;
  else if (tokens.some((token) => token.includes(term))) score += 5;
  else if (name.includes(term)) score += 3;
  if (tool.deferred?.searchHint?.toLowerCase().includes(term)) score += 4;
  if (tool.definition.description.toLowerCase().includes(term)) score += 2;
  return score;
}

function checkArguments({ query, max_results: max, ...rest }: JsonObject): string | undefined {
  if (typeof query !== 'string' || query.trim() === '') return 'query must be a text that is not empty.';
  if (max !== undefined && !(Number.isInteger(max) && Number(max) >= 1 && Number(max) <= MAX_RESULTS))
    return `max_results must be a whole number from 1 to ${MAX_RESULTS}.`;
  const unknown = Object.keys(rest)[0];
  return unknown === undefined ? undefined : `${unknown} is not an argument of this tool.`;
}
