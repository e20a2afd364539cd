/** search_catalogue: tools of the catalogue by words, best first. */
import { NexError } from '@nex/core';
import * as z from 'zod';
import { defineTool, READS } from '../tool.ts';

export const searchCatalogue = defineTool({
  name: 'search_catalogue',
  title: 'Search the catalogue of tools',
  description:
    'Finds tools that agents can be given, by what they do. Use it to learn whether the catalogue covers a task ' +
    'before a framework is built, or which servers to allow. Returns the best matches with server, tool and score.',
  input: z.strictObject({
    query: z.string().min(1).max(1000).describe('What the tool shall do, in a few English words.'),
    domain: z.string().min(1).max(100).optional().describe('Only servers of this domain, such as files.'),
    limit: z.number().int().min(1).max(50).default(10),
  }),
  output: z.object({
    items: z.array(
      z.object({
        server: z.string(),
        tool: z.string(),
        name: z.string().describe('As an agent sees it.'),
        description: z.string(),
        domains: z.array(z.string()),
        score: z.number(),
      }),
    ),
    searched: z.number().int().describe('How many tools the catalogue has in all.'),
  }),
  hints: READS,
  async run({ query, domain, limit }, { context: { catalogue, toolIndex } }) {
    const domains = new Map(
      catalogue.entries.map((entry) => [entry.name, [...new Set([entry.domain, ...entry.domains])]]),
    );
    const within = [...domains].flatMap(([name, of]) => (domain && !of.includes(domain) ? [] : [name]));
    if (within.length === 0) {
      throw new NexError('not_found', `No server of the catalogue is of the domain ${domain}.`, {
        where: 'arguments.domain',
        hint: `There are: ${[...new Set([...domains.values()].flat())].sort().join(', ')}.`,
      });
    }
    const found = toolIndex.search(query, { limit, servers: within });
    const items = found.map(({ server, tool, score, definition: { name, description } }) => ({
      server,
      tool,
      name,
      description,
      domains: domains.get(server) ?? [],
      score: Math.round(score * 100) / 100,
    }));
    return { items, searched: toolIndex.size };
  },
});
