/** Tools that the agent's own code implements, as functions that the loop calls. */
import {
  errorOutcome,
  type FormatterName,
  type JsonObject,
  NexError,
  type ToolBinding,
  type ToolContext,
  type ToolOutcome,
} from '@nex/core';
import { outcomeOfResult } from '../formatters/outcome-of-result.ts';
import type { ToolHost } from './tool-host.ts';

/** Never throws for a failure of the tool; throws only when the signal aborts. */
export type ToolExecute = (args: JsonObject, context: ToolContext) => Promise<ToolOutcome>;

export interface CustomToolOptions {
  /** As the model knows it. */
  toolName: string;
  formatter: FormatterName;
  /** Of one call. Default five minutes. */
  timeoutMs?: number;
}

export interface HostedToolOptions extends CustomToolOptions {
  /** Shared by the tools of a run; stays with the caller. */
  host: ToolHost;
}

export const DEFAULT_TIMEOUT_MS = 300_000;

type Binding<Kind extends ToolBinding['kind']> = Extract<ToolBinding, { kind: Kind }>;

/** Throws `config_invalid` for a bundle path that leads out of the bundle. */
export function createNodeTool(binding: Binding<'node'>, options: HostedToolOptions): ToolExecute {
  const { source, module } = binding;
  if (source === 'bundle' && (module.startsWith('/') || module.split('/').includes('..'))) {
    throw new NexError('config_invalid', `The module "${module}" lies outside of the bundle.`, {
      where: options.toolName,
    });
  }
  return hostedTool({ source, module, export: binding.export }, options);
}

export function createPythonTool(binding: Binding<'python'>, options: HostedToolOptions): ToolExecute {
  const target = { module: binding.module, function: binding.function, tool_name: options.toolName };
  return hostedTool(target, options);
}

function hostedTool(target: JsonObject, options: HostedToolOptions): ToolExecute {
  const { host, toolName, formatter, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  return async (args, context) => {
    const answer = await host.call({ target, args, context, timeoutMs });
    if (!answer.ok) return errorOutcome(answer.kind, answer.message);
    return outcomeOfResult(answer.value, formatter, toolName);
  };
}
