/** JSON Schemas of the files that people and models write, made from the schemas that the loader checks with. */
import { FrameworkFile, type JsonSchema } from '@nex/core';
import * as z from 'zod';
import { AgentFile } from './agent-file.ts';
import { ToolFile } from './tool-file.ts';

export function agentFileJsonSchema(): JsonSchema {
  return toJsonSchema(AgentFile, 'Agent file');
}

export function toolFileJsonSchema(): JsonSchema {
  return toJsonSchema(ToolFile, 'Tool file');
}

export function frameworkFileJsonSchema(): JsonSchema {
  return toJsonSchema(FrameworkFile, 'Framework file');
}

/** Draft 2020-12, of what may be written (defaults are optional). */
function toJsonSchema(schema: z.ZodType, title: string): JsonSchema {
  // zod types its output wider than JSON; what it makes is plain JSON.
  return { title, ...z.toJSONSchema(schema, { io: 'input' }) } as unknown as JsonSchema;
}
