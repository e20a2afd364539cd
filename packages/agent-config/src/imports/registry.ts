/**
 * What imports of agent and tool files mean here. NexAU's classes and functions are known by the last part of the
 * import, so that it does not matter which module they lie in. No import ever loads code.
 */
import {
  FORMATTERS,
  type FormatterName,
  type JsonObject,
  MIDDLEWARE_NAMES,
  type MiddlewareName,
} from '@nex/core';

/** Middlewares and hooks. */
export const MIDDLEWARE_IMPORTS: ReadonlyMap<string, MiddlewareName> = new Map<string, MiddlewareName>([
  ...MIDDLEWARE_NAMES.map((name): [string, MiddlewareName] => [name, name]),
  ['ContextCompactionMiddleware', 'context_compaction'],
  ['LongToolOutputMiddleware', 'long_tool_output'],
  ['LLMFailoverMiddleware', 'llm_failover'],
  ['RoundAndTokenReminderMiddleware', 'round_and_token_reminder'],
  ['RuntimeEnvironmentMiddleware', 'runtime_environment'],
  ['LoggingMiddleware', 'logging'],
  ['create_logging_hook', 'logging'],
  ['create_tool_logging_hook', 'logging'],
  ['create_tool_after_approve_hook', 'tool_approval'],
]);

/** Hooks that do a part of what their middleware does, by what their parameters mean to it. */
export const HOOK_PARAMS: ReadonlyMap<string, (params: JsonObject) => JsonObject> = new Map<
  string,
  (params: JsonObject) => JsonObject
>([
  [
    'create_logging_hook',
    ({ logger_name: name, ...rest }) => ({ model_logger: name ?? true, tool_logger: false, ...rest }),
  ],
  [
    'create_tool_logging_hook',
    ({ logger_name: name, ...rest }) => ({ tool_logger: name ?? true, model_logger: false, ...rest }),
  ],
]);

/** Middlewares that are not needed here, with the reason. */
export const NEEDLESS_IMPORTS: ReadonlyMap<string, string> = new Map([
  ['AgentEventsMiddleware', 'The platform emits the events of every run itself.'],
  ['TeamMessageMiddleware', 'The platform brings the messages of a team to its agents itself.'],
]);

/** Token counters that the platform's own stands for. */
export const TOKEN_COUNTER_IMPORTS: ReadonlySet<string> = new Set(['TokenCounter']);

const FORMATTER_IMPORTS: ReadonlyMap<string, FormatterName> = new Map<string, FormatterName>([
  ...FORMATTERS.map((name): [string, FormatterName] => [name, name]),
  ['format_run_shell_command_output', 'shell'],
  ['format_agent_tool_output', 'agent'],
]);

/** `markdown`, `xml`, `shell`, `agent`, or an import of NexAU; `undefined` for any other. */
export function formatterOf(text: string): FormatterName | undefined {
  const module = /^nexau\.archs\.tool\.formatters\.(\w+):\w+$/.exec(text)?.[1];
  return FORMATTER_IMPORTS.get(text.split(':').at(-1) ?? '') ?? FORMATTER_IMPORTS.get(module ?? '');
}
