/**
 * The schema of the reference's `framework_config.yaml`, as its converter checks the file: unknown keys are allowed
 * everywhere, `null` only where it says so. A file that breaks it loses all its tools there.
 */
import * as z from 'zod';

const Name = z.string();

export const ReferenceAgent = z.looseObject({
  agent_name: Name,
  description: z.string().nullish(),
  sysprompt_path: z.string(),
  llm_config: z.string(),
  tools: z.array(z.string()).default([]),
  mcp_servers: z.array(z.string()).nullish(),
});

export const ReferenceLlmConfig = z.looseObject({
  llm_name: Name,
  provider: z.string(),
  model: z.string(),
  api_key: z.string().nullish(),
  base_url: z.string().nullish(),
  max_tokens: z.number().int().min(1).max(200_000).default(4000),
  temperature: z.number().min(0).max(2).default(0.7),
  timeout: z.number().int().min(1).max(300).default(60),
});

export const ReferenceTool = z.looseObject({
  tool_name: Name,
  description: z.string(),
  config_path: z.string(),
  binding: z.string(),
});

export const ReferenceWorkflow = z.looseObject({
  name: Name,
  description: z.string().nullish(),
  nodes: z.array(z.looseObject({ id: Name, type: z.enum(['agent', 'tool', 'mcp']) })).default([]),
  edges: z.array(z.looseObject({ from: Name, to: Name })).default([]),
});

export const ReferenceServer = z.looseObject({
  name: Name,
  type: z.string(),
  url: z.string(),
  timeout: z.number().int().default(60),
  description: z.string().nullish(),
});

export const ReferenceConfig = z.looseObject({
  agents: z.array(ReferenceAgent).min(1),
  llm_configs: z.array(ReferenceLlmConfig).min(1),
  tools: z.array(ReferenceTool).nullish(),
  workflow: ReferenceWorkflow.nullish(),
  mcp_servers: z.array(ReferenceServer).nullish(),
  framework_name: z.string().nullish(),
  framework_entrance_agent: z.string().nullish(),
});
export type ReferenceConfig = z.infer<typeof ReferenceConfig>;
