/** get_tool: one tool of the catalogue with its schemas and with what is known of its server. */
import { NexError } from '@nex/core';
import * as z from 'zod';
import { defineTool, READS } from '../tool.ts';

const Schema = z.record(z.string(), z.json());

export const getTool = defineTool({
  name: 'get_tool',
  title: 'Read one tool of the catalogue',
  description:
    'Reads one tool that search_catalogue found: its full description, the JSON Schema of its arguments, and its ' +
    "server's licence and state. No server is started.",
  input: z.strictObject({
    server: z.string().min(1).max(100).describe('Name of the server, as search_catalogue gives it.'),
    tool: z.string().min(1).max(200).describe("The tool's own name on that server."),
  }),
  output: z.object({
    server: z.string(),
    tool: z.string(),
    name: z.string().describe('As an agent sees it.'),
    description: z.string(),
    inputSchema: Schema,
    outputSchema: Schema.optional(),
    repeatable: z.boolean().describe('Running it twice does no more than running it once.'),
    domains: z.array(z.string()),
    licence: z.string(),
    version: z.string().describe('Of the server.'),
    isolation: z.string().describe('Whose its state is: shared, or kept apart for each run.'),
    keys: z.array(z.string()).describe('Environment variables that it cannot work without.'),
  }),
  hints: READS,
  async run({ server, tool }, { context: { catalogue, toolIndex } }) {
    const known = toolIndex.all();
    const found = known.find((one) => one.server === server && one.tool === tool);
    const entry = catalogue.entries.find((one) => one.name === server);
    if (!found || !entry) throw unknown(server, tool, known);
    const outputSchema = entry.snapshot?.tools.find((one) => one.name === tool)?.outputSchema;
    const { name, description, inputSchema, repeatable } = found.definition;
    return {
      server,
      tool,
      name,
      description,
      inputSchema: Schema.parse(inputSchema),
      ...(outputSchema ? { outputSchema } : {}),
      repeatable,
      domains: entry.domains,
      licence: entry.licence,
      version: entry.version,
      isolation: entry.isolation,
      keys: entry.keys,
    };
  },
});

function unknown(server: string, tool: string, known: readonly { server: string; tool: string }[]): NexError {
  const same = known.filter((one) => one.server === server).map((one) => one.tool);
  return same.length > 0
    ? new NexError('not_found', `The server ${server} has no tool ${tool}.`, {
        where: 'arguments.tool',
        hint: `It has: ${same.join(', ')}.`,
      })
    : new NexError('not_found', `The catalogue has no server ${server}.`, {
        where: 'arguments.server',
        hint: `It has: ${[...new Set(known.map((one) => one.server))].join(', ')}.`,
      });
}
