/** The middleware of a loop around one tool call. Without middleware nothing is wrapped. */
import type { JsonObject, ToolCallBlock, ToolOutcome } from '@nex/core';
import type { LoopState } from '../loop-state.ts';
import { runHook } from './hook-failure.ts';

export async function argumentsFor(
  { input: { middleware }, hooks }: LoopState,
  call: ToolCallBlock,
  args: JsonObject,
): Promise<JsonObject> {
  let changed = args;
  for (const one of middleware ?? []) {
    if (!one.beforeTool) continue;
    const before = changed;
    changed = (await runHook(one.name, 'beforeTool', () => one.beforeTool?.(call, before, hooks))) ?? before;
  }
  return changed;
}

export function wrappedTool(
  { input: { middleware }, hooks }: LoopState,
  call: ToolCallBlock,
  run: (args: JsonObject) => Promise<ToolOutcome>,
): (args: JsonObject) => Promise<ToolOutcome> {
  if (!middleware) return run;
  return middleware.reduceRight<(args: JsonObject) => Promise<ToolOutcome>>(
    (next, one) => (args) => one.wrapToolCall?.(call, args, next, hooks) ?? next(args),
    run,
  );
}

/** The innermost first. */
export async function outcomeAfter(
  { input: { middleware }, hooks }: LoopState,
  call: ToolCallBlock,
  outcome: ToolOutcome,
): Promise<ToolOutcome> {
  let changed = outcome;
  for (const one of middleware?.toReversed() ?? []) {
    if (!one.afterTool) continue;
    const before = changed;
    changed = (await runHook(one.name, 'afterTool', () => one.afterTool?.(call, before, hooks))) ?? before;
  }
  return changed;
}
