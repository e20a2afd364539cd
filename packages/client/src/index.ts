// The words of answers and requests, for those who have this package alone.
export {
  type Build,
  type BundleFile,
  type Code,
  type CreateBuild,
  type CreateRun,
  type DataSet,
  type DataSetRow,
  type Framework,
  isTerminal,
  NexError,
  type Run,
  type RunEvent,
  type Trajectory,
} from '@nex/core';
export { type Client, createClient } from './client.ts';
export type { RetryPolicy } from './retry.ts';
export type { AccessRoutes, KeyRoutes, TenantRoutes } from './routes/access.ts';
export type { AgentRoutes } from './routes/agents.ts';
export type {
  BuildFiles,
  BuildRoutes,
  PutTokenizer,
  RegenerateFrom,
  TrajectoryOptions,
} from './routes/builds.ts';
export type { BundleAnswer, Catalogue, CatalogueRoutes, LintAnswer } from './routes/catalogue.ts';
export type { DataSetRoutes, RowsOf } from './routes/data-sets.ts';
export type { FrameworkBatchRequest, FrameworkBatchRoutes } from './routes/framework-batches.ts';
export type { FrameworkRequest, FrameworkRoutes } from './routes/frameworks.ts';
export type { ImportRoutes } from './routes/imports.ts';
export { everyItem, type MadeOptions, type Page, type PageOptions } from './routes/paging.ts';
export type {
  OwnRolloutRoutes,
  RolloutBatchRoutes,
  RolloutRoutes,
  TrainerModelRoutes,
} from './routes/rollouts.ts';
export type { RunRoutes, SequencedEvent } from './routes/runs.ts';
export type { BenchmarkFileRoutes, TrajectoryRoutes } from './routes/trajectories.ts';
export type { WebhookRoutes } from './routes/webhooks.ts';
export type { CallOptions, ClientOptions } from './transport.ts';
export { type ReceivedWebhook, verifyWebhook } from './verify-webhook.ts';
