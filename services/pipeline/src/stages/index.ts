/** Every stage, in the order in which a build goes through them. */
import { check } from './check.ts';
import { collect } from './collect.ts';
import { decontaminate } from './decontaminate.ts';
import { deduplicate } from './deduplicate.ts';
import { exportDataSet } from './export.ts';
import { filter } from './filter.ts';
import { judge } from './judge.ts';
import { runAgents } from './run-agents.ts';
import type { Stage } from './stage.ts';
import { synthesizeQueries } from './synthesize-queries.ts';
import { verifyRuns } from './verify.ts';

export const STAGES: readonly Stage[] = [
  synthesizeQueries,
  runAgents,
  collect,
  check,
  verifyRuns,
  decontaminate,
  judge,
  deduplicate,
  filter,
  exportDataSet,
];
