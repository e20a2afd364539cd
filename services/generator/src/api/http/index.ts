/** The REST operations of the generator. */

import { BATCH_ROUTES } from './batches.ts';
import { cancelFrameworkRoute } from './cancel-framework.ts';
import { createFrameworkRoute } from './create-framework.ts';
import { followFrameworkRoute } from './follow-framework.ts';
import { frameworksUseRoute } from './frameworks-use.ts';
import { getBundleRoute } from './get-bundle.ts';
import { getCatalogueRoute } from './get-catalogue.ts';
import { getFrameworkRoute } from './get-framework.ts';
import { getStepRoute } from './get-step.ts';
import { lintBundleRoute } from './lint-bundle.ts';
import { listFrameworksRoute } from './list-frameworks.ts';
import { listStepsRoute } from './list-steps.ts';
import type { Route } from './route.ts';

export const ROUTES: readonly Route[] = [
  createFrameworkRoute,
  listFrameworksRoute,
  getFrameworkRoute,
  getBundleRoute,
  listStepsRoute,
  getStepRoute,
  followFrameworkRoute,
  frameworksUseRoute,
  cancelFrameworkRoute,
  ...BATCH_ROUTES,
  lintBundleRoute,
  getCatalogueRoute,
];
