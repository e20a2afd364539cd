/** Frameworks, builds, rollouts: what data teams look at. */
import { LONG_SECONDS, type MetricDefinition } from './metric.ts';

export const MAKING_METRICS = {
  nex_frameworks_total: {
    kind: 'counter',
    unit: '{framework}',
    labels: ['outcome'],
    help: 'Frameworks that ended. outcome: ready, or the code of the failure.',
  },
  nex_generation_step_duration_seconds: {
    kind: 'histogram',
    unit: 's',
    labels: ['step', 'outcome'],
    buckets: LONG_SECONDS,
    help: 'Time of a step of making a framework. outcome: done or failed.',
  },
  nex_builds_total: {
    kind: 'counter',
    unit: '{build}',
    labels: ['state'],
    help: 'Builds that ended or paused. state: completed, failed, cancelled, or paused with its reason after an underscore.',
  },
  nex_builds: {
    kind: 'gauge',
    unit: '{build}',
    labels: ['state'],
    help: 'Builds that are queued, running or paused, over all processes.',
  },
  nex_build_stage_duration_seconds: {
    kind: 'histogram',
    unit: 's',
    labels: ['stage', 'outcome'],
    buckets: LONG_SECONDS,
    help: 'Time of one turn at a stage of a build. outcome: done or stopped.',
  },
  nex_build_budget_used_ratio: {
    kind: 'gauge',
    unit: '1',
    labels: ['limit'],
    help: 'The most that any build under way has used of its budget, from 0 to 1. limit: tokens or usd.',
  },
  nex_trajectories_kept_total: {
    kind: 'counter',
    unit: '{trajectory}',
    labels: [],
    help: 'Trajectories that builds kept when their filter ended.',
  },
  nex_trajectories_dropped_total: {
    kind: 'counter',
    unit: '{trajectory}',
    labels: ['reason'],
    help: 'Trajectories that builds dropped when their filter ended, by the first reason against each.',
  },
  nex_rollout_leases: {
    kind: 'gauge',
    unit: '{lease}',
    labels: ['state'],
    help: 'Leases of trainers whose records are not acknowledged, over all processes. state: open, or stale when the time is over.',
  },
  nex_rollout_records_waiting: {
    kind: 'gauge',
    unit: '{record}',
    labels: [],
    help: 'Records of rollouts that no trainer has taken.',
  },
} as const satisfies Record<string, MetricDefinition>;
