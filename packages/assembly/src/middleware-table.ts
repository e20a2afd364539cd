/** The middleware that agent files may name: where each one stands, and what it takes. */
import {
  CompactionParams,
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
  ToolApprovalParams,
} from '@nex/agent';
import { renderTemplate } from '@nex/agent-config';
import {
  type AgentSpec,
  type BuiltinMiddlewareSpec,
  type JsonObject,
  type MiddlewareName,
  NexError,
} from '@nex/core';
import { failoverFromParams } from '@nex/llm';
import type { ToolHost } from '@nex/tools';
import type * as z from 'zod';
import { type ChooseModel, settingsOf } from './assemble-model.ts';

export interface MiddlewareParts {
  saveText: SaveText;
  log: LogLine;
  facts: EnvironmentFacts;
  choose: ChooseModel;
  /** Runs the middleware of the agent's own files. */
  python: ToolHost;
}

export interface MiddlewareMember {
  /** `model`, `tools`: it is a part of those; `compaction`: of the loop itself. */
  stands: 'loop' | 'model' | 'tools' | 'compaction';
  /** Says what is wrong with the parameters, or `undefined`. */
  check(params: JsonObject): string | undefined;
  /** Of those in the loop. Throws `config_invalid` for parameters that it does not take. */
  build?(spec: BuiltinMiddlewareSpec, agent: AgentSpec, parts: MiddlewareParts): Middleware;
}

export const MIDDLEWARE: Readonly<Record<MiddlewareName, MiddlewareMember>> = {
  context_compaction: {
    stands: 'compaction',
    check(params) {
      const { data, error } = CompactionParams.safeParse(params);
      if (!data) return explain(error);
      const config = summaryLlmConfig(data);
      return config && faultOf(() => settingsOf(config));
    },
  },
  long_tool_output: inLoop(LongToolOutputParams, (params, { parts }) =>
    longToolOutput(params, parts.saveText),
  ),
  llm_failover: {
    stands: 'model',
    check: (params) =>
      faultOf(() =>
        failoverFromParams(params, { primary: { extra: {} }, toSettings: settingsOf, where: '' }),
      ),
  },
  round_and_token_reminder: inLoop(ReminderParams, (params, { agent }) =>
    roundAndTokenReminder(params, agent.maxContextTokens),
  ),
  runtime_environment: inLoop(RuntimeEnvironmentParams, (params, { spec, parts }) =>
    runtimeEnvironment(params, parts.facts, (template, values) =>
      renderTemplate(template, values, spec.where),
    ),
  ),
  logging: inLoop(LoggingParams, (params, { parts }) => logging(params, parts.log)),
  tool_approval: { stands: 'tools', check: (params) => explain(ToolApprovalParams.safeParse(params).error) },
};

/** For loaders: what is wrong with the parameters of a middleware, as a part of a sentence. */
export function middlewareFault(name: MiddlewareName, params: JsonObject): string | undefined {
  return MIDDLEWARE[name].check(params);
}

/** Throws `config_invalid`. */
export function readParams<T extends z.ZodType>(
  schema: T,
  { params, where, name }: BuiltinMiddlewareSpec,
): z.output<T> {
  const parsed = schema.safeParse(params);
  if (parsed.success) return parsed.data;
  throw new NexError('config_invalid', `The parameters of ${name} are not valid: ${explain(parsed.error)}.`, {
    where,
    hint: 'Correct the parameter, or remove it to use the default.',
  });
}

interface Place {
  spec: BuiltinMiddlewareSpec;
  agent: AgentSpec;
  parts: MiddlewareParts;
}

function inLoop<T extends z.ZodType>(
  schema: T,
  build: (params: z.output<T>, place: Place) => Middleware,
): MiddlewareMember {
  return {
    stands: 'loop',
    check: (params) => explain(schema.safeParse(params).error),
    build: (spec, agent, parts) => build(readParams(schema, spec), { spec, agent, parts }),
  };
}

function explain(error: z.ZodError | undefined): string | undefined {
  const [issue] = error?.issues ?? [];
  if (!issue) return undefined;
  const at = issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
  return `${at}${issue.message}`.replace(/\.$/, '');
}

function faultOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof NexError)) throw thrown;
    return `${thrown.where === undefined ? '' : `${thrown.where.replace(/^\.params\./, '')}: `}${thrown.message}`.replace(
      /\.$/,
      '',
    );
  }
}
