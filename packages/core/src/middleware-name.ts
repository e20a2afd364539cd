/** The closed list of middleware that an agent file may name and that the runtime implements. */

export const MIDDLEWARE_NAMES = [
  'context_compaction',
  'long_tool_output',
  'llm_failover',
  'round_and_token_reminder',
  'runtime_environment',
  'logging',
  'tool_approval',
] as const;
export type MiddlewareName = (typeof MIDDLEWARE_NAMES)[number];
