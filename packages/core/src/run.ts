/** A run: one agent at work on one input. A sub-agent's run is a run of its own with a parent. */
import * as z from 'zod';

export const RUN_STATES = ['queued', 'running', 'waiting', 'completed', 'failed', 'cancelled'] as const;
export const RunState = z.enum(RUN_STATES);
export type RunState = z.infer<typeof RunState>;

/** Complete: each state with the states that may follow it. */
export const RUN_TRANSITIONS: Record<RunState, readonly RunState[]> = {
  queued: ['running', 'cancelled', 'failed'],
  running: ['running', 'waiting', 'completed', 'failed', 'cancelled'],
  /** For a person's decision on a tool call; when all are made, a worker takes the run up again. */
  waiting: ['queued', 'running', 'failed', 'cancelled'],
  completed: [],
  failed: [],
  cancelled: [],
};

export function mayBecome(from: RunState, to: RunState): boolean {
  return RUN_TRANSITIONS[from].includes(to);
}

export function isTerminal(state: RunState): boolean {
  return RUN_TRANSITIONS[state].length === 0;
}

/** Why a run ended. The first two are what a good run ends with. */
export const STOP_REASONS = [
  'answered',
  'stop_tool',
  'max_iterations',
  'truncated',
  'invalid_output',
  'permission_pending',
  'budget',
  'timeout',
  'cancelled',
  'model_error',
  'error',
] as const;
export const StopReason = z.enum(STOP_REASONS);
export type StopReason = z.infer<typeof StopReason>;

/** Values of a run for its agents and their tools: NexAU's `variables`. */
export const RunVariables = z.strictObject({
  /** For prompt templates; over `context`. */
  template: z.record(z.string(), z.json()).optional(),
  /** For tools in Python: `agent_state.get_variable`. */
  runtimeVars: z.record(z.string(), z.json()).optional(),
  /** Environment of commands; over that of the files. */
  sandboxEnv: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a name of a variable'), z.string())
    .optional(),
});
export type RunVariables = z.infer<typeof RunVariables>;

/** What a caller gives to all agents of a run. A run that goes on with another begins with that one's. */
export const RunValues = z.object({
  /** For prompt templates; over the `context` of the files, key by key. */
  context: z.record(z.string(), z.json()).optional(),
  variables: RunVariables.optional(),
});

/** Limits of one sub-agent's run and all runs below it, within those of the whole tree. */
export const SubtreeLimits = z.strictObject({
  /** Input and output tokens. */
  maxTokens: z.number().int().min(1).optional(),
  /** US dollars; needs a price for every model used. */
  maxCostUsd: z.number().positive().optional(),
  /** Wall-clock time of the sub-agent's run, in ms. */
  timeoutMs: z.number().int().min(1).optional(),
});
export type SubtreeLimits = z.infer<typeof SubtreeLimits>;

/** Limits of a run and of all runs below it. */
export const RunLimits = z.object({
  /** Model calls of this agent, exactly. */
  maxIterations: z.number().int().min(1).max(10_000).optional(),
  /** Input and output tokens over the whole tree of runs. */
  maxTokens: z.number().int().min(1).optional(),
  /** US dollars over the whole tree of runs; needs a price for every model used. */
  maxCostUsd: z.number().positive().optional(),
  /** Wall-clock time of the run, in ms. */
  timeoutMs: z.number().int().min(1).optional(),
  /** Levels of sub-agents below the root. */
  maxDepth: z.number().int().min(0).max(16).optional(),
  /** Sub-agent runs that one run may start. */
  maxChildren: z.number().int().min(0).max(10_000).optional(),
  /** Runs of the whole tree, the root included. */
  maxRuns: z.number().int().min(1).max(100_000).optional(),
  /** Of each sub-agent; one that uses up its own ends, and its caller goes on. */
  perSubAgent: SubtreeLimits.optional(),
});
export type RunLimits = z.infer<typeof RunLimits>;
