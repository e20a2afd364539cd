/** The REST operations, one file each. */
import type { HttpServer } from '@nex/http';
import type { Context } from '../../context.ts';
import { cancelRunOperation } from './cancel-run.ts';
import { createRunOperation } from './create-run.ts';
import { getRunOperation } from './get-run.ts';
import { getTrajectoryOperation } from './get-trajectory.ts';
import { listRunsOperation } from './list-runs.ts';
import { putBundleOperation } from './put-bundle.ts';
import { streamRunEventsOperation } from './stream-run-events.ts';

export type Operation = (app: HttpServer, context: Context) => void;

export const OPERATIONS = [
  putBundleOperation,
  createRunOperation,
  listRunsOperation,
  getRunOperation,
  streamRunEventsOperation,
  cancelRunOperation,
  getTrajectoryOperation,
] as const satisfies readonly Operation[];
