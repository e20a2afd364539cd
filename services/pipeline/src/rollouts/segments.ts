/**
 * A rollout cut into what is trained on: for each agent, its unbroken sequences of tokens where the model server gave
 * them, else its conversations as messages. A sequence only grows; a compaction, or a prompt that is not the one before
 * and more, begins the next one. No answer stands with a loss in two segments.
 */
import type { RunTokens, TrainerTrajectory, Trajectory, TrajectoryRun } from '@nex/core';
import { Conversations } from '@nex/dataset';
import type { VersionSince } from './store/models.ts';
import { versionOf } from './versions.ts';

export type Segment = Pick<
  TrainerTrajectory,
  | 'agentPath'
  | 'agentRunId'
  | 'kind'
  | 'tokens'
  | 'lossMask'
  | 'logprobs'
  | 'messages'
  | 'tools'
  | 'modelVersions'
  | 'truncated'
>;

export interface SegmentOptions {
  tokens: readonly RunTokens[];
  /** Of the model, oldest first. */
  history: readonly VersionSince[];
  /** Longer sequences lose their tail. */
  maxSequenceLength?: number | undefined;
}

/** Root agent's segments first, then those of the agents below in the order of their start. */
export function segmentsOf(trajectory: Trajectory, options: SegmentOptions): Segment[] {
  const tokensOf = new Map(options.tokens.map((one) => [one.runId, one]));
  const conversations = new Conversations(trajectory).of({ earlierLeaves: true });
  return trajectory.runs.flatMap((run, index) => {
    const tokens = tokensOf.get(run.runId);
    const place = { agentPath: pathOf(run, trajectory.runs), agentRunId: run.runId };
    if (tokens && tokens.sequences.length > 0) {
      return tokens.sequences.map((sequence) => ({
        ...place,
        ...tokenSegment(sequence, tokens.answers, options),
      }));
    }
    const versions = (tokens?.answers ?? []).map((answer) => versionOf(answer, options.history));
    return (conversations[index] ?? []).map(
      ({ messages, train, tools }): Segment => ({
        ...place,
        kind: 'messages',
        tokens: [],
        lossMask: [],
        logprobs: null,
        messages: messages.map((message, at) => ({ ...message, loss: train[at] ?? false })),
        tools: [...tools],
        modelVersions: versions.length === 0 ? [] : [[0, messages.length, Math.min(...versions)]],
        truncated: false,
      }),
    );
  });
}

/** @param answers In the order in which the spans of the sequence name them. */
export function tokenSegment(
  { tokens, spans, logprobs }: RunTokens['sequences'][number],
  answers: RunTokens['answers'],
  { history, maxSequenceLength = tokens.length }: Omit<SegmentOptions, 'tokens'>,
): Omit<Segment, 'agentPath' | 'agentRunId'> {
  const lossMask = tokens.map((): 0 | 1 => 0);
  const modelVersions = spans.flatMap(({ start, end, answer }): [number, number, number][] => {
    lossMask.fill(1, start, end);
    const sampled = answers[answer];
    if (!sampled || start >= maxSequenceLength) return [];
    return [[start, Math.min(end, maxSequenceLength), versionOf(sampled, history)]];
  });
  return {
    kind: 'tokens',
    tokens: tokens.slice(0, maxSequenceLength),
    lossMask: lossMask.slice(0, maxSequenceLength),
    logprobs: logprobs?.slice(0, maxSequenceLength) ?? null,
    modelVersions,
    truncated: tokens.length > maxSequenceLength,
  };
}

function pathOf(run: TrajectoryRun, all: readonly TrajectoryRun[]): string {
  const parent = run.parentRunId === null ? undefined : all.find((one) => one.runId === run.parentRunId);
  return parent ? `${pathOf(parent, all)}/${run.agent}` : run.agent;
}
