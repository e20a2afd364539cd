/** `/mcp`: the tools of the generator over streamable HTTP. */
import { createFaceHandler } from '@nex/mcp-face';
import type { Route } from '../http/route.ts';
import { TOOLS } from './index.ts';

const INSTRUCTIONS =
  'Builds frameworks of agents from a sentence. search_catalogue tells what tools there are; build_framework starts ' +
  'one and gives its id; get_framework with wait_seconds waits for it and has its proof; lint_framework and ' +
  'simulate_framework check files, also ones that you changed.';

export const mcpRoute: Route = (app, context) => {
  const handler = createFaceHandler(
    {
      name: 'nex-generator',
      title: 'Generator of agent frameworks',
      instructions: INSTRUCTIONS,
      tools: TOOLS,
      onFault: (thrown) => context.log.warn({ err: thrown }, 'tool call failed'),
    },
    (thrown) => context.log.debug({ err: thrown }, 'mcp request refused'),
  );
  app.addHook('onClose', () => handler.close());
  app.route({
    method: ['GET', 'POST', 'DELETE'],
    url: '/mcp',
    schema: { hide: true },
    async handler({ raw, body }, reply) {
      return reply.send(await handler.answer({ context, request: raw, response: reply.raw, body }));
    },
  });
};
