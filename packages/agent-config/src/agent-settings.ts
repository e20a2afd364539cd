/** The keys of an agent file that need no other file: model, limits, storage, environment and answer format. */
import { type AgentSpec, isJsonObject, type JsonObject, NexError } from '@nex/core';
import type { AgentFile } from './agent-file.ts';
import { schemaFault } from './input-schema.ts';
import { toModelSettings } from './llm-config.ts';
import type { Loading } from './loading.ts';
import { parseShape, whereIn } from './parse-shape.ts';
import { toSandboxSpec } from './sandbox-config.ts';
import { TextMap } from './scalar.ts';

type Settings = Pick<
  AgentSpec,
  | 'model'
  | 'toolCallMode'
  | 'dialect'
  | 'sandbox'
  | 'stopTools'
  | 'maxIterations'
  | 'maxContextTokens'
  | 'maxRunningSubAgents'
  | 'timeoutMs'
  | 'outputSchema'
  | 'globalStorage'
  | 'context'
  | 'variables'
>;

const DEFAULT_ATTEMPTS = 5;

/** Of the three maps that fill the storage, `global_storage` wins over `initial_state`, and that over `initial_config`. */
export function agentSettings(loading: Loading, file: string, agent: AgentFile): Settings {
  return {
    model: modelSettings(loading, file, agent),
    toolCallMode: agent.tool_call_mode === 'xml' ? 'text' : 'native',
    dialect: agent.tool_call_dialect,
    sandbox: toSandboxSpec(
      loading,
      agent.sandbox_config,
      { ...sandboxEnv(agent.variables, file), ...loading.options.variables?.sandboxEnv },
      whereIn(file, ['sandbox_config']),
    ),
    stopTools: [...new Set(agent.stop_tools)],
    maxIterations: agent.max_iterations,
    maxContextTokens: agent.max_context_tokens,
    maxRunningSubAgents: agent.max_running_subagents,
    ...(agent.timeout === undefined ? {} : { timeoutMs: Math.ceil(agent.timeout * 1000) }),
    ...(agent.output_schema === undefined ? {} : { outputSchema: outputSchema(agent.output_schema, file) }),
    globalStorage: { ...agent.initial_config, ...agent.initial_state, ...agent.global_storage },
    ...forTools(loading, agent),
  };
}

/** What tools in Python may ask for by name. */
function forTools({ options }: Loading, agent: AgentFile): Pick<AgentSpec, 'context' | 'variables'> {
  const ofFile = agent.variables?.['runtime_vars'];
  const context = { ...agent.initial_context, ...agent.context, ...options.context };
  const variables = {
    ...(isJsonObject(ofFile) ? ofFile : {}),
    ...(options.variables?.runtimeVars as JsonObject | undefined),
  };
  return {
    ...(Object.keys(context).length > 0 ? { context } : {}),
    ...(Object.keys(variables).length > 0 ? { variables } : {}),
  };
}

/** `retry_attempts` counts all tries and wins over `max_retries` of the model; without either there are five. */
function modelSettings(loading: Loading, file: string, agent: AgentFile): AgentSpec['model'] {
  const { llm_config: config, retry_attempts: attempts, retry_backoff_max_seconds: longest } = agent;
  if (config.debug) {
    loading.note(
      whereIn(file, ['llm_config', 'debug']),
      'The platform traces every call of the model itself.',
    );
  }
  if (
    config.tool_streaming === false &&
    config.api_type != null &&
    !config.api_type.startsWith('anthropic')
  ) {
    const reason = `tool_streaming has no meaning for the API type "${config.api_type}".`;
    loading.setAside(whereIn(file, ['llm_config', 'tool_streaming']), reason, 'Remove tool_streaming.');
  }
  const settings = toModelSettings(config);
  if (attempts !== undefined) settings.attempts = Math.max(1, attempts);
  settings.attempts ??= DEFAULT_ATTEMPTS;
  if (longest !== undefined) settings.maxRetryDelayMs = Math.round(longest * 1000);
  return settings;
}

function sandboxEnv(variables: JsonObject | undefined, file: string): Record<string, string> {
  const env = variables?.['sandbox_env'];
  if (!isJsonObject(env)) return {};
  return parseShape(TextMap, env, whereIn(file, ['variables', 'sandbox_env']));
}

function outputSchema(schema: JsonObject, file: string): JsonObject {
  const fault = schemaFault(schema);
  if (fault === undefined) return schema;
  throw new NexError('config_invalid', `The output schema is not usable: ${fault}.`, {
    where: whereIn(file, ['output_schema']),
    hint: 'Write a JSON Schema.',
  });
}
