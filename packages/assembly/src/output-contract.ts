/** A JSON Schema as the contract of a run's final answer. */
import type { OutputContract } from '@nex/agent';
import type { JsonSchema } from '@nex/core';
import { digestJson } from '@nex/core/digest';
import type { ArgumentsCheck } from '@nex/mcp';

export function outputContract(schema: JsonSchema, checks: ArgumentsCheck): OutputContract {
  return { schema, check: checks.forTool(digestJson(schema), 'answer', schema) };
}
