/** Every operation of the REST API. */
import { createHttpServer, type HttpServer } from '@nex/http';
import type { PipelineContext } from '../../context.ts';
import { IMPORT_ROUTES } from '../../imports/import-routes.ts';
import { ROLLOUT_ROUTES } from '../../rollouts/api/http/index.ts';
import { buildCompositionRoute } from './build-composition.ts';
import { buildEvents } from './build-events.ts';
import { buildsUseRoute } from './builds-use.ts';
import { cancelBuildRoute } from './cancel-build.ts';
import { createBuildRoute } from './create-build.ts';
import { DATA_SET_ROUTES } from './data-sets.ts';
import { decideReviewRoute } from './decide-review.ts';
import { exportAgainRoute } from './export-again.ts';
import { getBuildRoute } from './get-build.ts';
import { getFileRoute } from './get-file.ts';
import { getReviewRoute } from './get-review.ts';
import { getVerdictsRoute } from './get-verdicts.ts';
import { listBuildsRoute } from './list-builds.ts';
import { listFilesRoute } from './list-files.ts';
import { listQueriesRoute } from './list-queries.ts';
import { listTrajectoriesRoute } from './list-trajectories.ts';
import { pauseBuildRoute } from './pause-build.ts';
import { putTokenizerRoute } from './put-tokenizer.ts';
import { REGENERATION_ROUTES } from './regenerations.ts';
import { rescoreBuildRoute } from './rescore-build.ts';
import { resumeBuildRoute } from './resume-build.ts';
import { rowFacetsRoute } from './row-facets.ts';
import { sendBenchmarkFileRoute } from './send-benchmark-file.ts';
import { updateBuildRoute } from './update-build.ts';

export type Route = (app: HttpServer, context: PipelineContext) => void;

export const ROUTES: readonly Route[] = [
  createBuildRoute,
  listBuildsRoute,
  getBuildRoute,
  buildEvents,
  buildsUseRoute,
  cancelBuildRoute,
  pauseBuildRoute,
  resumeBuildRoute,
  updateBuildRoute,
  getReviewRoute,
  decideReviewRoute,
  rescoreBuildRoute,
  exportAgainRoute,
  ...REGENERATION_ROUTES,
  listFilesRoute,
  getFileRoute,
  putTokenizerRoute,
  listQueriesRoute,
  listTrajectoriesRoute,
  getVerdictsRoute,
  buildCompositionRoute,
  rowFacetsRoute,
  sendBenchmarkFileRoute,
  ...IMPORT_ROUTES,
  ...DATA_SET_ROUTES,
  ...ROLLOUT_ROUTES,
];

export async function createPipelineHttp(
  context: PipelineContext,
  ready: () => Promise<void>,
): Promise<HttpServer> {
  const app = await createHttpServer({
    service: 'pipeline',
    metrics: context.metrics,
    title: 'Pipeline',
    ready,
    serve: context.callers.serve,
    onFault: (thrown, requestId) => context.logger.error({ err: thrown, requestId }, 'a request failed'),
  });
  for (const add of ROUTES) add(app, context);
  return app;
}
