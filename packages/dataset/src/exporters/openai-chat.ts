/**
 * One row per trajectory, in OpenAI's chat form. The root's conversation is `messages`; each sub-agent's is an
 * entry of `sub_agents`, tied to its parent by `parent_run_id` and `parent_call_id`. A message of a run stands in
 * exactly one place, so whoever trains on both lists trains on nothing twice: what the parent sees of a sub-agent
 * is a tool message, and those are never trained on.
 *
 * `tools` is a string that holds JSON (a list in OpenAI's form): parameter schemas differ in shape from row to row,
 * and a column of Arrow or Parquet has one shape.
 */
import { type Lineage, NexError, RunState, type Sample, StopReason, type TrajectoryRun } from '@nex/core';
import * as z from 'zod';
import type { Column, ColumnType } from '../columns.ts';
import type { Exporter, RestoredRun } from './exporter.ts';
import { CHAT_MESSAGE_TYPE, ChatMessage, fromChatMessage, toChatMessages } from './openai-message.ts';
import { wellFormed } from './well-formed.ts';

const SubAgent = z.object({
  run_id: z.string(),
  parent_run_id: z.string().nullable(),
  parent_call_id: z.string().nullable(),
  agent: z.string(),
  depth: z.number().int(),
  state: RunState,
  stop_reason: StopReason.nullable(),
  messages: z.array(ChatMessage),
  tools: z.string(),
});

const RowLineage = z.object({
  build_id: z.string(),
  sentence: z.string(),
  framework: z.string(),
  framework_digest: z.string(),
  query_id: z.string(),
  persona: z.string(),
  problem_type: z.array(z.string()),
  difficulty: z.string(),
  sample_index: z.number().int(),
  run_id: z.string(),
  trace_id: z.string(),
  agent: z.string(),
  stop_reason: z.string().nullable(),
  model: z.string(),
  provider: z.string(),
  offline_model: z.boolean(),
  seed: z.number().int(),
  checks: z.array(z.string()),
});

export const OpenAiChatRow = z.object({
  id: z.string(),
  query: z.string(),
  messages: z.array(ChatMessage),
  tools: z.string(),
  difficulty: z.string(),
  persona: z.string(),
  problem_type: z.array(z.string()),
  language: z.string(),
  sub_agents: z.array(SubAgent),
  lineage: RowLineage,
});
export type OpenAiChatRow = z.infer<typeof OpenAiChatRow>;

const field = (name: string, type: ColumnType = 'string') => ({ name, type });

const COLUMNS: readonly Column[] = [
  { name: 'id', type: 'string', about: "Digest of the trajectory's messages." },
  { name: 'query', type: 'string', about: 'What the user asked.' },
  {
    name: 'messages',
    type: { list: CHAT_MESSAGE_TYPE },
    about: "The root agent's conversation, from the system prompt to the answer.",
  },
  { name: 'tools', type: 'string', about: "JSON: the root agent's tools, as OpenAI's `tools` parameter." },
  { name: 'difficulty', type: 'string', about: '`easy`, `medium` or `hard`.' },
  { name: 'persona', type: 'string', about: 'The person for whom the query was written.' },
  { name: 'problem_type', type: { list: 'string' }, about: 'Labels from the root of the problem-type tree.' },
  { name: 'language', type: 'string', about: 'Language of the query.' },
  {
    name: 'sub_agents',
    type: {
      list: {
        struct: [
          field('run_id'),
          field('parent_run_id'),
          field('parent_call_id'),
          field('agent'),
          field('depth', 'int32'),
          field('state'),
          field('stop_reason'),
          field('messages', { list: CHAT_MESSAGE_TYPE }),
          field('tools'),
        ],
      },
    },
    about: 'The conversations of the sub-agents, in order of starting; empty when none was called.',
  },
  {
    name: 'lineage',
    type: {
      struct: [
        ...['build_id', 'sentence', 'framework', 'framework_digest', 'query_id', 'persona'].map((name) =>
          field(name),
        ),
        field('problem_type', { list: 'string' }),
        field('difficulty'),
        field('sample_index', 'int32'),
        ...['run_id', 'trace_id', 'agent', 'stop_reason', 'model', 'provider'].map((name) => field(name)),
        field('offline_model', 'bool'),
        field('seed', 'int64'),
        field('checks', { list: 'string' }),
      ],
    },
    about: 'The way from the row back to the sentence, complete by itself.',
  },
];

export const openAiChat: Exporter = {
  name: 'openai-chat',
  version: 1,
  extension: 'jsonl',
  description: "One row per trajectory in OpenAI's chat form, sub-agents' conversations beside the root's.",
  columns: COLUMNS,
  row: toRow,
  restore,
};

function toRow(sample: Sample): OpenAiChatRow {
  const { lineage, trajectory } = sample;
  const root = trajectory.runs.find((run) => run.runId === trajectory.rootRunId);
  if (root === undefined) throw new NexError('invalid_request', 'The trajectory does not hold its root run.');
  return wellFormed({
    id: sample.id,
    query: sample.query,
    messages: toChatMessages(root.messages),
    tools: toolsJson(root),
    difficulty: lineage.difficulty,
    persona: lineage.persona,
    problem_type: lineage.problemType,
    language: lineage.language,
    sub_agents: trajectory.runs.filter((run) => run !== root).map(toSubAgent),
    lineage: toRowLineage(lineage, sample, root),
  });
}

function toSubAgent(run: TrajectoryRun): z.infer<typeof SubAgent> {
  return {
    run_id: run.runId,
    parent_run_id: run.parentRunId,
    parent_call_id: run.parentCallId,
    agent: run.agent,
    depth: run.depth,
    state: run.state,
    stop_reason: run.stopReason,
    messages: toChatMessages(run.messages),
    tools: toolsJson(run),
  };
}

function toRowLineage(
  lineage: Lineage,
  { trajectory: { provenance } }: Sample,
  root: TrajectoryRun,
): z.infer<typeof RowLineage> {
  return {
    build_id: lineage.buildId,
    sentence: lineage.sentence,
    framework: lineage.framework,
    framework_digest: lineage.frameworkDigest,
    query_id: lineage.queryId,
    persona: lineage.persona,
    problem_type: lineage.problemType,
    difficulty: lineage.difficulty,
    sample_index: lineage.sampleIndex,
    run_id: lineage.runId,
    trace_id: lineage.traceId,
    agent: root.agent,
    stop_reason: root.stopReason,
    model: lineage.model,
    provider: provenance.provider,
    // Never understated: either source is enough.
    offline_model: lineage.offlineModel || provenance.offlineModel,
    seed: lineage.seed,
    checks: lineage.checks,
  };
}

function toolsJson(run: TrajectoryRun): string {
  return JSON.stringify(
    run.tools.map(({ name, description, inputSchema }) => ({
      type: 'function',
      function: { name, description, parameters: inputSchema },
    })),
  );
}

function restore(value: unknown): ReturnType<Exporter['restore']> {
  const parsed = OpenAiChatRow.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new NexError('invalid_request', `The row is no openai-chat row: ${issue?.message}`, {
      where: issue?.path.join('.') ?? '',
    });
  }
  const { id, query, messages, sub_agents, lineage } = parsed.data;
  const root: RestoredRun = {
    runId: lineage.run_id,
    parentRunId: null,
    parentCallId: null,
    agent: lineage.agent,
    messages: messages.map(fromChatMessage),
  };
  const subRuns = sub_agents.map((run) => ({
    runId: run.run_id,
    parentRunId: run.parent_run_id,
    parentCallId: run.parent_call_id,
    agent: run.agent,
    messages: run.messages.map(fromChatMessage),
  }));
  return {
    id,
    query,
    buildId: lineage.build_id,
    offlineModel: lineage.offline_model,
    runs: [root, ...subRuns],
  };
}
