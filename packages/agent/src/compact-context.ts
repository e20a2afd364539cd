/** Compaction as a step of the loop: when it is due, it is done and recorded before the next model call. */
import { addUsage, type Model, NexError, NO_USAGE } from '@nex/core';
import type { Budget } from './budget.ts';
import { compact } from './compaction/compact.ts';
import { type CompactionPolicy, DEFAULT_THRESHOLD } from './compaction/policy.ts';
import { type CompactionReport, type CompactionTrigger, compactionPhase } from './compaction/report.ts';
import { estimateTokens } from './estimate-tokens.ts';
import { addCost, type LoopState, replaceMessages } from './loop-state.ts';

/** A regular compaction, when the context is near its limit or the conversation lay idle. */
export async function compactWhenDue(state: LoopState): Promise<void> {
  const policy = state.input.compaction;
  if (!policy || policy.auto === false) return;
  const { maxContextTokens: limit, threshold = DEFAULT_THRESHOLD } = policy;
  const isLarge = state.contextTokens > Math.max(limit * threshold, state.compactAbove);
  const trigger = isLarge ? 'token_threshold' : 'time_based';
  if (!isLarge && !isIdle(state, policy)) return;
  // Once per idle time.
  state.answeredAt = undefined;
  await replace(state, policy, { mode: 'regular', trigger, attempt: 0 });
  // What cannot be made small enough is not tried again at every turn, but on the way to the limit.
  const { contextTokens } = state;
  state.compactAbove = contextTokens + Math.max((limit - contextTokens) / 2, limit / 20);
}

/** After a provider refused the context. False when nothing more can be taken away, or the run is being stopped. */
export async function compactAfterOverflow(state: LoopState, attempt: number): Promise<boolean> {
  const policy = state.input.compaction;
  if (!policy || policy.emergency === false) return false;
  return replace(state, policy, { mode: 'emergency', trigger: 'context_overflow', attempt });
}

function isIdle({ answeredAt, input }: LoopState, { idleMs }: CompactionPolicy): boolean {
  return idleMs !== undefined && answeredAt !== undefined && input.clock() - answeredAt >= idleMs;
}

interface Occasion {
  mode: CompactionReport['mode'];
  trigger: CompactionTrigger;
  attempt: number;
}

/** Rejects when the recorder does. */
async function replace(
  state: LoopState,
  policy: CompactionPolicy,
  { mode, trigger, attempt }: Occasion,
): Promise<boolean> {
  const { messages, definitions: tools, contextTokens, halt } = state;
  const { emit, clock, budget, recorder } = state.input;
  const { signal } = halt;
  if (signal.aborted) return false;
  const occasion = { mode, phase: compactionPhase(mode), triggerReason: trigger };
  const begun = { ...occasion, messages: messages.length, tokens: contextTokens };
  emit({ type: 'COMPACTION_STARTED', timestamp: clock(), data: begun });
  const model = withinBudget(policy.summaryModel ?? state.input.model, budget);
  const { compacted, usage } = await state.halt
    .until(() => compact({ messages, tools, contextTokens, policy, mode, attempt, model, signal }))
    .catch((thrown: unknown) => {
      if (!signal.aborted) throw thrown;
      return { compacted: undefined, usage: NO_USAGE };
    });
  if (!compacted) {
    addCost(state, usage);
    const error = signal.aborted ? 'The run is being stopped.' : 'Nothing could be taken away.';
    emit({ type: 'COMPACTION_FINISHED', timestamp: clock(), data: { ...occasion, success: false, error } });
    return false;
  }
  const { report, origins } = compacted;
  await recorder.recordReplacement({ messages: compacted.messages, origins, report, trigger, usage });
  state.usage = addUsage(state.usage, usage);
  replaceMessages(state, compacted.messages, report.tokensAfter);
  emit({ type: 'COMPACTION_FINISHED', timestamp: clock(), data: { ...report, ...occasion, success: true } });
  return true;
}

/** The model, as far as the budget lets it be used. */
function withinBudget(model: Model, budget: Budget): Model {
  return {
    name: model.name,
    provider: model.provider,
    async call(request, options) {
      const reserved = estimateTokens(request.messages, []);
      if (!(await budget.reserve(reserved))) {
        throw new NexError('budget_exhausted', 'The summary does not fit into the budget.');
      }
      let usage = NO_USAGE;
      try {
        const reply = await model.call(request, options);
        usage = reply.usage;
        return reply;
      } finally {
        await budget.settle(reserved, usage.inputTokens + usage.outputTokens, usage.costUsd);
      }
    },
  };
}
