/** The middleware of an agent in the order of its file, and how its context is kept small. */
import {
  CompactionParams,
  type CompactionPolicy,
  compactionPolicy,
  type Middleware,
  summaryLlmConfig,
} from '@nex/agent';
import type { AgentSpec, BuiltinMiddlewareSpec } from '@nex/core';
import { settingsOf } from './assemble-model.ts';
import { MIDDLEWARE, type MiddlewareParts, readParams } from './middleware-table.ts';
import { pythonMiddleware } from './python/python-middleware.ts';

export interface AssembledMiddleware {
  middleware: Middleware[];
  /** On by default, from the agent's own limit. */
  compaction: CompactionPolicy;
}

/** Throws `config_invalid` for parameters that the middleware does not take. */
export function assembleMiddleware(agent: AgentSpec, parts: MiddlewareParts): AssembledMiddleware {
  const middleware = agent.middlewares.flatMap((spec) =>
    spec.name === 'python'
      ? pythonMiddleware(spec, parts)
      : (MIDDLEWARE[spec.name].build?.(spec, agent, parts) ?? []),
  );
  return { middleware, compaction: compactionOf(agent, parts) };
}

/** The tries of the parameters are those of a model that they name; the agent's own model has its own. */
function compactionOf(agent: AgentSpec, { choose }: MiddlewareParts): CompactionPolicy {
  const { maxContextTokens } = agent;
  const spec = agent.middlewares.find(
    (one): one is BuiltinMiddlewareSpec => one.name === 'context_compaction',
  );
  if (!spec) return { maxContextTokens };
  const params = readParams(CompactionParams, spec);
  const config = summaryLlmConfig(params);
  if (!config) return compactionPolicy({ params, maxContextTokens });
  const settings = { attempts: params.retry_attempts, ...settingsOf(config) };
  return compactionPolicy({ params, maxContextTokens, summaryModel: choose(settings, {}) });
}
