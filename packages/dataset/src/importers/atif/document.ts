/**
 * The Agent Trajectory Interchange Format, versions 1.0 to 1.7, as far as it is read here. Source: the format's RFC 0001
 * (Harbor). Unknown fields are ignored, since every version adds some.
 */
import * as z from 'zod';

const Content = z.union([z.string(), z.array(z.looseObject({ type: z.string() }))]).nullish();
const Extra = z.record(z.string(), z.unknown()).nullish();

const ToolCall = z.looseObject({
  tool_call_id: z.string(),
  function_name: z.string(),
  arguments: z.union([z.record(z.string(), z.json()), z.string()]).nullish(),
  extra: Extra,
});

const SubAgentRef = z.looseObject({
  session_id: z.string().nullish(),
  trajectory_id: z.string().nullish(),
});

const Result = z.looseObject({
  source_call_id: z.string().nullish(),
  content: Content,
  subagent_trajectory_ref: z.union([z.array(SubAgentRef), SubAgentRef]).nullish(),
  extra: Extra,
});

export const AtifStep = z.looseObject({
  timestamp: z.string().nullish(),
  source: z.enum(['system', 'user', 'agent']),
  model_name: z.string().nullish(),
  message: Content,
  reasoning_content: z.string().nullish(),
  tool_calls: z.array(ToolCall).nullish(),
  observation: z.looseObject({ results: z.array(Result) }).nullish(),
  metrics: z
    .looseObject({
      prompt_tokens: z.number().nullish(),
      completion_tokens: z.number().nullish(),
      cached_tokens: z.number().nullish(),
      cost_usd: z.number().nullish(),
      extra: Extra,
    })
    .nullish(),
  extra: Extra,
});
export type AtifStep = z.infer<typeof AtifStep>;
export type AtifResult = z.infer<typeof Result>;

export const AtifTrajectory = z.looseObject({
  schema_version: z.string().regex(/^ATIF-v1(\.\d+)?$/, 'a version of ATIF 1'),
  session_id: z.string().nullish(),
  trajectory_id: z.string().nullish(),
  agent: z.looseObject({
    name: z.string(),
    model_name: z.string().nullish(),
    tool_definitions: z.array(z.json()).nullish(),
  }),
  steps: z.array(AtifStep).min(1),
  final_metrics: z
    .looseObject({
      total_prompt_tokens: z.number().nullish(),
      total_completion_tokens: z.number().nullish(),
      total_cached_tokens: z.number().nullish(),
      total_cost_usd: z.number().nullish(),
      extra: Extra,
    })
    .nullish(),
  extra: Extra,
  get subagent_trajectories() {
    return z.array(AtifTrajectory).nullish();
  },
});
export type AtifTrajectory = z.infer<typeof AtifTrajectory>;
