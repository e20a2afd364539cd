/** The tools that the gateway answers for itself, in the order in which clients list them. */
import type { PlatformTool } from './tool.ts';
import { getBuild, listBuilds } from './tools/builds.ts';
import { listServers, listTools } from './tools/catalogue.ts';
import { cancelBuild, pauseBuild, resumeBuild } from './tools/change-build.ts';
import { getDataSet, listDataSets } from './tools/data-sets.ts';
import { getRow, getRowLineage, searchRows } from './tools/rows.ts';
import { runAgent } from './tools/run-agent.ts';
import { getRun, listRuns, stopRun } from './tools/runs.ts';
import { estimateBuild, startBuild } from './tools/start-build.ts';

export const TOOLS: readonly PlatformTool[] = [
  runAgent,
  getRun,
  listRuns,
  stopRun,
  estimateBuild,
  startBuild,
  getBuild,
  listBuilds,
  pauseBuild,
  resumeBuild,
  cancelBuild,
  listDataSets,
  getDataSet,
  searchRows,
  getRow,
  getRowLineage,
  listServers,
  listTools,
];
