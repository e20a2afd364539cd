/** list_servers and list_tools: what is in the catalogue; search_catalogue finds a tool by what it does. */
import { CatalogueServer, NexError, page } from '@nex/core';
import * as z from 'zod';
import { defineTool, READS } from '../tool.ts';

/** The catalogue comes whole, so a cursor is the place of the next one. */
const PLACES = {
  limit: z.number().int().min(1).max(100).default(50),
  cursor: z
    .string()
    .regex(/^\d{1,9}$/)
    .optional()
    .describe('nextCursor of the page before.'),
};

function pageOf<T>(
  all: readonly T[],
  { limit, cursor = '0' }: { limit: number; cursor?: string | undefined },
) {
  const end = Number(cursor) + limit;
  return { items: all.slice(Number(cursor), end), nextCursor: end < all.length ? String(end) : null };
}

const server = CatalogueServer.shape;

export const listServers = defineTool({
  name: 'list_servers',
  title: 'List tool servers',
  description:
    'Lists the tool servers of the catalogue by name: what each is for, how it is isolated, its grade and how many ' +
    'tools it has. nextCursor of one page is the cursor of the next.',
  input: z.strictObject({
    domain: z.string().min(1).max(100).optional().describe('Only servers of this domain, such as files.'),
    ...PLACES,
  }),
  output: page(
    z.object({
      name: server.name,
      title: server.title,
      summary: server.summary,
      domains: server.domains,
      isolation: server.isolation,
      grade: z.string().optional().describe('From A to F; absent until its tools were tried.'),
      tools: z.number().int(),
    }),
  ),
  hints: READS,
  async run({ domain, ...asked }, { context: { client }, signal }) {
    const { servers } = await client.catalogue({ signal });
    const found = servers.filter((one) => domain === undefined || one.domains.includes(domain));
    const { items, nextCursor } = pageOf(found, asked);
    return {
      items: items.map(({ probe, tools, ...rest }) => ({
        ...rest,
        ...(probe && { grade: probe.grade }),
        tools: tools.length,
      })),
      nextCursor,
    };
  },
});

export const listTools = defineTool({
  name: 'list_tools',
  title: 'List tools of the catalogue',
  description:
    'Lists the tools of one server, or of all, by server and name; get_tool has the schemas of one. nextCursor of one ' +
    'page is the cursor of the next.',
  input: z.strictObject({ server: z.string().min(1).max(100).optional(), ...PLACES }),
  output: page(
    z.object({
      server: z.string(),
      tool: z.string(),
      description: z.string(),
      verdict: z.string().optional().describe('works, or what came of trying it.'),
    }),
  ),
  hints: READS,
  async run({ server: name, ...asked }, { context: { client }, signal }) {
    const { servers } = await client.catalogue({ signal });
    const found = servers.filter((one) => name === undefined || one.name === name);
    if (found.length === 0) {
      throw new NexError('not_found', `The catalogue has no server ${name}.`, {
        where: 'arguments.server',
        hint: 'list_servers has them all.',
      });
    }
    const all = found.flatMap((one) =>
      one.tools.map(({ name: tool, description, verdict }) => ({
        server: one.name,
        tool,
        description,
        ...(verdict !== undefined && { verdict }),
      })),
    );
    return pageOf(all, asked);
  },
});
