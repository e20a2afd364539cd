/** A document of one conversation, with those of the sub-agents that it called inside of it. Version 1.7. */
import type { JsonObject, Usage } from '@nex/core';
import type { Conversation } from '../../views/conversation.ts';
import type { Around } from '../exporter.ts';
import { toolSpecs } from '../tools-json.ts';
import type { AtifForm } from './form.ts';
import { stepsOf } from './steps.ts';

export interface Held {
  conversation: Conversation;
  form: AtifForm;
}

/** @param nested Those of all depths; each stands in the document of the run that called it. */
export function documentOf(own: Held, nested: readonly Held[], { sample }: Around): JsonObject {
  const { conversation, form } = own;
  const { run, leaf, leaves, tools } = conversation;
  const isLast = leaf === leaves - 1;
  // The sub-agents of a run stand in the document of its last conversation.
  const below = isLast ? nested.filter((one) => one.conversation.run.parentRunId === run.runId) : [];
  const references = new Map<string, string[]>();
  for (const { conversation: child } of below) {
    const call = child.run.parentCallId;
    if (call === null) continue;
    references.set(call, [...(references.get(call) ?? []), trajectoryId(child)]);
  }
  const { frameworkDigest, model } = sample.lineage;
  return {
    schema_version: 'ATIF-v1.7',
    session_id: sample.trajectory.rootRunId,
    trajectory_id: trajectoryId(conversation),
    agent: {
      name: run.agent,
      version: frameworkDigest === '' ? 'unknown' : frameworkDigest,
      ...(model !== '' && { model_name: model }),
      tool_definitions: toolSpecs(tools),
    },
    steps: stepsOf(form.messages, conversation, references),
    ...(isLast && { final_metrics: metricsOf(run.usage, form) }),
    extra: {
      run_id: run.runId,
      parent_run_id: run.parentRunId,
      parent_call_id: run.parentCallId,
      depth: run.depth,
      state: run.state,
      stop_reason: run.stopReason,
      leaf,
      leaves,
    },
    ...(below.length > 0 && {
      subagent_trajectories: below.map((child) => documentOf(child, nested, { sample, nested: [] })),
    }),
  };
}

/** The run's id; further conversations of it add a part. */
function trajectoryId({ run, leaf, leaves }: Conversation): string {
  return leaf === leaves - 1 ? run.runId : `${run.runId}/leaf-${leaf}`;
}

function metricsOf(usage: Usage, { messages }: AtifForm): JsonObject {
  return {
    total_prompt_tokens: usage.inputTokens,
    total_completion_tokens: usage.outputTokens,
    total_cached_tokens: usage.cachedInputTokens,
    ...(usage.costUsd !== undefined && { total_cost_usd: usage.costUsd }),
    total_steps: messages.filter(({ role }) => role !== 'tool').length,
    extra: {
      model_calls: usage.modelCalls,
      reasoning_tokens: usage.reasoningTokens,
      ...(usage.cacheWriteTokens !== undefined && { cache_write_tokens: usage.cacheWriteTokens }),
    },
  };
}
