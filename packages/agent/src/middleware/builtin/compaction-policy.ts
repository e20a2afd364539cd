/** The parameters of ContextCompactionMiddleware as a policy of the loop. */
import type { JsonObject, Model } from '@nex/core';
import * as z from 'zod';
import type { CompactionPolicy } from '../../compaction/policy.ts';

const Text = z.string().nullish();

export const CompactionParams = z
  .strictObject({
    max_context_tokens: z.number().int().positive().nullish(),
    auto_compact: z.boolean().default(true),
    emergency_compact_enabled: z.boolean().default(true),
    trigger: z.enum(['token_threshold', 'time_based']).default('token_threshold'),
    threshold: z.number().gt(0).max(1).default(0.75),
    gap_threshold_minutes: z.number().positive().default(5),
    /** `sliding_window` is the old name of `llm_summary`. */
    compaction_strategy: z
      .enum(['tool_result_compaction', 'llm_summary', 'sliding_window'])
      .default('tool_result_compaction'),
    keep_iterations: z.number().int().min(1).nullish(),
    keep_user_rounds: z.number().int().min(0).nullish(),
    compactable_tools: z.array(z.string()).nullish(),
    summary_llm_config: z.record(z.string(), z.json()).nullish(),
    summary_model: Text,
    summary_base_url: Text,
    summary_api_key: Text,
    summary_api_type: Text,
    compact_prompt_path: Text,
    /** Text of the file. */
    compact_prompt: Text,
    retry_attempts: z.number().int().min(1).default(3),
    save_history: z.boolean().default(true),
  })
  .refine(({ keep_iterations: turns, keep_user_rounds: rounds }) => !(turns && rounds), {
    message: 'give keep_iterations or keep_user_rounds, not both',
  });
export type CompactionParams = z.infer<typeof CompactionParams>;

export interface PolicyInput {
  params: CompactionParams;
  /** The agent's own limit. */
  maxContextTokens: number;
  summaryModel?: Model;
}

export function compactionPolicy({ params, maxContextTokens, summaryModel }: PolicyInput): CompactionPolicy {
  const { keep_iterations: turns, keep_user_rounds: rounds, compactable_tools: tools } = params;
  return {
    maxContextTokens: params.max_context_tokens ?? maxContextTokens,
    threshold: params.threshold,
    auto: params.auto_compact,
    emergency: params.emergency_compact_enabled,
    firstStage: params.compaction_strategy === 'tool_result_compaction' ? 'clear-results' : 'summarize',
    ...(params.trigger === 'time_based' ? { idleMs: params.gap_threshold_minutes * 60_000 } : {}),
    ...(turns ? { keepTurns: turns } : {}),
    ...(rounds ? { keepUserRounds: rounds } : {}),
    ...(tools ? { compactableTools: new Set(tools) } : {}),
    ...(params.compact_prompt ? { summaryPrompt: params.compact_prompt } : {}),
    ...(summaryModel ? { summaryModel } : {}),
  };
}

/** The model that the parameters name for summaries, as an `llm_config`; `undefined`: the agent's own. */
export function summaryLlmConfig(params: CompactionParams): JsonObject | undefined {
  if (params.summary_llm_config) return params.summary_llm_config as JsonObject;
  if (!params.summary_model) return undefined;
  return {
    model: params.summary_model,
    ...(params.summary_base_url ? { base_url: params.summary_base_url } : {}),
    ...(params.summary_api_key ? { api_key: params.summary_api_key } : {}),
    ...(params.summary_api_type ? { api_type: params.summary_api_type } : {}),
  };
}
