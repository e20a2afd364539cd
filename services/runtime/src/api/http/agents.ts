import { AgentName, NexError, PageQuery, page, RegisterAgent, RegisteredAgent } from '@nex/core';
import * as z from 'zod';
import { loadBundleAgent } from '../../bundles/load-run-agent.ts';
import { putBundle } from '../../bundles/put-bundle.ts';
import type { Context } from '../../context.ts';
import { chooseAgent } from '../../runs/create-run.ts';
import { deleteAgent, findAgent, listAgents, putAgent } from '../../store/agents.ts';
import { bundleNotFound, findBundleContents } from '../../store/bundles.ts';
import type { Operation } from './index.ts';
import { tenantOf } from './own-routes.ts';

const Name = z.object({ name: AgentName.describe('Name of the agent.') });

/** `PUT /v1/agents/{name}`, `GET`, `DELETE`, and the list: agents that clients call by name. */
export const agentOperations: Operation = (app, context) => {
  app.put(
    '/v1/agents/:name',
    {
      schema: {
        tags: ['agents'],
        summary: 'Give an agent a name; clients of chat completions use it as the model',
        operationId: 'putAgent',
        params: Name,
        body: RegisterAgent,
        response: { 200: RegisteredAgent },
      },
    },
    async (request) => {
      const { name } = request.params;
      const tenant = tenantOf(request);
      const { files, frameworkDigest = '', agent } = request.body;
      const digest = files ? (await putBundle(context, tenant, files)).digest : frameworkDigest;
      const contents = await findBundleContents(context.pool, tenant, digest);
      if (!contents) throw bundleNotFound(digest);
      const { file } = chooseAgent(contents, agent, 'agent');
      const { description } = await loadBundleAgent(context, digest, file, new Date());
      await putAgent(context.pool, tenant, { name, bundleDigest: digest, agentFile: file, description });
      return agentNamed(context, tenant, name);
    },
  );
  app.get(
    '/v1/agents',
    {
      schema: {
        tags: ['agents'],
        summary: 'List the named agents by name',
        operationId: 'listAgents',
        querystring: PageQuery,
        response: { 200: page(RegisteredAgent) },
      },
    },
    (request) => listAgents(context.pool, tenantOf(request), request.query),
  );
  app.get(
    '/v1/agents/:name',
    {
      schema: {
        tags: ['agents'],
        summary: 'Read a named agent',
        operationId: 'getAgent',
        params: Name,
        response: { 200: RegisteredAgent },
      },
    },
    (request) => agentNamed(context, tenantOf(request), request.params.name),
  );
  app.delete(
    '/v1/agents/:name',
    {
      schema: {
        tags: ['agents'],
        summary: 'Take the name from an agent; its bundle and runs stay',
        operationId: 'deleteAgent',
        params: Name,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      if (!(await deleteAgent(context.pool, tenantOf(request), name))) throw agentNotFound(name);
      return reply.code(204).send(null);
    },
  );
};

async function agentNamed({ pool }: Context, tenant: string, name: string): Promise<RegisteredAgent> {
  const agent = await findAgent(pool, tenant, name);
  if (agent) return agent;
  throw agentNotFound(name);
}

export function agentNotFound(name: string): NexError {
  return new NexError('not_found', `There is no agent named ${name.slice(0, 100)}.`, {
    where: 'name',
    hint: 'GET /v1/agents lists them; PUT /v1/agents/{name} adds one.',
  });
}
