/** An agent as the runtime runs it, resolved from its file: no path or reference is left to follow. */
import * as z from 'zod';
import type { JsonObject } from './json.ts';

export const ModelSettings = z.object({
  /** Absent: the platform's own model. */
  model: z.string().optional(),
  baseUrl: z.string().optional(),
  apiKey: z.string().optional(),
  temperature: z.number().optional(),
  topP: z.number().optional(),
  maxTokens: z.number().int().positive().optional(),
  /** Keys that the platform does not know; they go to the provider as they are. */
  extra: z.record(z.string(), z.unknown()),
});
export type ModelSettings = z.infer<typeof ModelSettings>;

/** A built-in tool with the contract that the agent's tool file gives it. */
export interface BuiltinToolSpec {
  name: string;
  /** Name of the built-in that runs. */
  builtin: string;
  description: string;
  inputSchema: JsonObject;
  disableParallel: boolean;
}

export type McpServerSpec =
  /** A server of the catalogue; `tools` narrows it to those named. */
  | { type: 'catalogue'; name: string; tools?: string[] }
  | {
      type: 'stdio';
      name: string;
      command: string;
      args: string[];
      env: Record<string, string>;
      timeoutMs: number;
      tools?: string[];
    }
  | {
      type: 'http';
      name: string;
      url: string;
      headers: Record<string, string>;
      timeoutMs: number;
      tools?: string[];
    };

export interface SubAgentSpec {
  name: string;
  agent: AgentSpec;
}

export interface AgentSpec {
  name: string;
  description: string;
  /** Rendered system prompt, one entry per part. */
  systemPrompt: string[];
  model: ModelSettings;
  tools: BuiltinToolSpec[];
  mcpServers: McpServerSpec[];
  subAgents: SubAgentSpec[];
  stopTools: string[];
  maxIterations: number;
  maxContextTokens: number;
}
