/** Searches the web with the engine that the platform is given. */
import { errorOutcome, NexError, textOutcome } from '@nex/core';
import * as z from 'zod';
import { defineBuiltin } from '../builtin-tool.ts';
import { wholeNumbers } from './whole-numbers.ts';

const DEFAULT_RESULTS = 10;
const MAX_RESULTS = 100;

export const googleWebSearch = defineBuiltin({
  name: 'google_web_search',
  description:
    'Searches the web and returns titles, addresses and short extracts. Read a page with web_fetch.',
  args: z.object({
    query: z.string().trim().min(1).max(2000).describe('What to search for.'),
    num_results: z
      .number()
      .int()
      .optional()
      .describe(`How many results, at most ${MAX_RESULTS}. Default: ${DEFAULT_RESULTS}.`),
  }),
  adapt: (args) => wholeNumbers(args, ['num_results']),
  repeatable: true,
  async execute({ query, num_results = DEFAULT_RESULTS }, { search }, { signal }) {
    if (!search) {
      return errorOutcome(
        'infrastructure',
        'SEARCH_NOT_CONFIGURED: No search engine is configured on this platform. Work without web search.',
      );
    }
    const count = Math.min(Math.max(num_results, 1), MAX_RESULTS);
    try {
      const hits = await search(query, { count, signal });
      if (hits.length === 0) return textOutcome(`No results found for "${query}".`);
      const shown = hits.slice(0, count).map((hit, index) => {
        const lines = [`${index + 1}. ${hit.title}`, `   ${hit.url}`];
        if (hit.snippet !== '') lines.push(`   ${hit.snippet}`);
        return lines.join('\n');
      });
      return textOutcome(`Web search results for "${query}":\n\n${shown.join('\n\n')}`);
    } catch (thrown) {
      signal.throwIfAborted();
      const why = thrown instanceof NexError ? thrown.message : 'The search engine did not answer.';
      return errorOutcome('infrastructure', `SEARCH_FAILED: ${why}`);
    }
  },
});
