/** The operations of the REST API for trainers. */
import { cancelBatchRoute, getBatchRoute, listBatchesRoute } from './batch-routes.ts';
import { createBatchRoute } from './create-batch.ts';
import { pauseModelRoute, resumeModelRoute } from './model-routes.ts';
import { askPolicyRoute, endRolloutRoute, getRolloutRoute } from './own-routes.ts';
import { ackRoute, leaseRoute } from './trajectory-routes.ts';

export const ROLLOUT_ROUTES = [
  createBatchRoute,
  listBatchesRoute,
  getBatchRoute,
  cancelBatchRoute,
  leaseRoute,
  ackRoute,
  pauseModelRoute,
  resumeModelRoute,
  getRolloutRoute,
  askPolicyRoute,
  endRolloutRoute,
];
