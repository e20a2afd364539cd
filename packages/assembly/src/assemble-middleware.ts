/** The middleware of an agent in the order of its file, and how its context is kept small. */
import {
  CompactionParams,
  type CompactionPolicy,
  compactionPolicy,
  type EnvironmentFacts,
  LoggingParams,
  type LogLine,
  LongToolOutputParams,
  logging,
  longToolOutput,
  type Middleware,
  ReminderParams,
  RuntimeEnvironmentParams,
  roundAndTokenReminder,
  runtimeEnvironment,
  type SaveText,
  summaryLlmConfig,
} from '@nex/agent';
import { renderTemplate } from '@nex/agent-config';
import { type AgentSpec, type MiddlewareName, type MiddlewareSpec, NexError } from '@nex/core';
import type * as z from 'zod';
import { type ChooseModel, settingsOf } from './assemble-model.ts';

export interface MiddlewareParts {
  saveText: SaveText;
  log: LogLine;
  facts: EnvironmentFacts;
  choose: ChooseModel;
}

export interface AssembledMiddleware {
  middleware: Middleware[];
  /** On by default, from the agent's own limit. */
  compaction: CompactionPolicy;
}

type Build = (spec: MiddlewareSpec, agent: AgentSpec, parts: MiddlewareParts) => Middleware | undefined;

/** What stands in the loop. Failover is part of the model, compaction of the loop itself. */
const BUILDERS: Readonly<Record<MiddlewareName, Build>> = {
  long_tool_output: (spec, _, { saveText }) => longToolOutput(read(LongToolOutputParams, spec), saveText),
  round_and_token_reminder: (spec, { maxContextTokens }) =>
    roundAndTokenReminder(read(ReminderParams, spec), maxContextTokens),
  runtime_environment: (spec, _, { facts }) =>
    runtimeEnvironment(read(RuntimeEnvironmentParams, spec), facts, (template, values) =>
      renderTemplate(template, values, spec.where),
    ),
  logging: (spec, _, { log }) => logging(read(LoggingParams, spec), log),
  llm_failover: () => undefined,
  context_compaction: () => undefined,
};

/** Throws `config_invalid` for parameters that the middleware does not take. */
export function assembleMiddleware(agent: AgentSpec, parts: MiddlewareParts): AssembledMiddleware {
  const middleware = agent.middlewares.flatMap((spec) => BUILDERS[spec.name](spec, agent, parts) ?? []);
  return { middleware, compaction: compactionOf(agent, parts) };
}

function compactionOf(agent: AgentSpec, { choose }: MiddlewareParts): CompactionPolicy {
  const { maxContextTokens } = agent;
  const spec = agent.middlewares.find((one) => one.name === 'context_compaction');
  if (!spec) return { maxContextTokens };
  const params = read(CompactionParams, spec);
  const config = summaryLlmConfig(params);
  return compactionPolicy({
    params,
    maxContextTokens,
    ...(config ? { summaryModel: choose(settingsOf(config), {}) } : {}),
  });
}

function read<T extends z.ZodType>(schema: T, { params, where, name }: MiddlewareSpec): z.output<T> {
  const parsed = schema.safeParse(params);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = issue && issue.path.length > 0 ? ` at ${issue.path.join('.')}` : '';
  throw new NexError('config_invalid', `The parameters of ${name} are not valid${at}: ${issue?.message}.`, {
    where,
    hint: 'Correct the parameter, or remove it to use the default.',
  });
}
