/** The way from a row back to the sentence, as it stands in every row. */
import { injectedFaults, type JsonObject, type Sample, type TrajectoryRun } from '@nex/core';
import type { Column, ColumnType, Field } from '../columns.ts';

const field = (name: string, type: ColumnType = 'string') => ({ name, type });
/** No version of an exporter tells of these: they stand beside the conversation, in rows of every format. */
const later = (name: string, type: ColumnType): Field => ({ name, type, mayLack: true });

export const LINEAGE_COLUMN: Column = {
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
      later('clusters', { list: 'string' }),
      later('reward', 'float64'),
      later('measured', {
        struct: [
          field('difficulty'),
          ...['pass_rate', 'low', 'high'].map((name) => field(name, 'float64')),
          field('samples', 'int32'),
        ],
      }),
      later('injected', { list: 'string' }),
      later('imported', {
        struct: [
          field('file'),
          field('digest'),
          field('line', 'int32'),
          field('importer'),
          field('version', 'int32'),
        ],
      }),
    ],
  },
  about: 'The way from the row back to the sentence, or to the record that was imported, complete by itself.',
};

/** @param root The trajectory's root run. */
export function lineageOf({ lineage, trajectory }: Sample, root: TrajectoryRun): JsonObject {
  const { provenance } = trajectory;
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
    // `near:run_…`: of the kind, and the run that stands for the cluster.
    clusters: (lineage.duplicates ?? []).map(({ kind, cluster }) => `${kind}:${cluster}`),
    reward: lineage.reward ?? null,
    measured: measuredOf(lineage),
    // Kinds of the faults that were put into its calls, each once.
    injected: [...new Set(injectedFaults(trajectory))].sort(),
    // Of what others recorded: where it came from.
    imported: lineage.imported ? { ...lineage.imported } : null,
  };
}

function measuredOf({ measured }: Sample['lineage']): JsonObject | null {
  if (!measured) return null;
  const { difficulty, passRate, low, high, samples } = measured;
  return { difficulty, pass_rate: passRate, low, high, samples };
}

/** Ties a conversation to its run and that run to its parent's call. */
export const RUN_LINK: readonly Field[] = [
  field('run_id'),
  field('parent_run_id'),
  field('parent_call_id'),
  field('agent'),
  field('depth', 'int32'),
  field('state'),
  field('stop_reason'),
];

export function runLink(run: TrajectoryRun): JsonObject {
  return {
    run_id: run.runId,
    parent_run_id: run.parentRunId,
    parent_call_id: run.parentCallId,
    agent: run.agent,
    depth: run.depth,
    state: run.state,
    stop_reason: run.stopReason,
  };
}
