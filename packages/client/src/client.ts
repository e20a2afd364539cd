/** The platform's client: the REST routes as typed methods. Runs wherever `fetch` does. */
import { type AccessRoutes, accessRoutes } from './routes/access.ts';
import { type AgentRoutes, agentRoutes } from './routes/agents.ts';
import { type BuildRoutes, buildRoutes } from './routes/builds.ts';
import { type CassetteRoutes, cassetteRoutes } from './routes/cassettes.ts';
import { type CatalogueRoutes, catalogueRoutes } from './routes/catalogue.ts';
import { type DataSetRoutes, dataSetRoutes } from './routes/data-sets.ts';
import { type FrameworkBatchRoutes, frameworkBatchRoutes } from './routes/framework-batches.ts';
import { type FrameworkRoutes, frameworkRoutes } from './routes/frameworks.ts';
import { type ImportRoutes, importRoutes } from './routes/imports.ts';
import { type RolloutRoutes, rolloutRoutes } from './routes/rollouts.ts';
import { type RunRoutes, runRoutes } from './routes/runs.ts';
import { type SecretRoutes, secretRoutes } from './routes/secrets.ts';
import {
  type BenchmarkFileRoutes,
  benchmarkFileRoutes,
  type TrajectoryRoutes,
  trajectoryRoutes,
} from './routes/trajectories.ts';
import { type WebhookRoutes, webhookRoutes } from './routes/webhooks.ts';
import { type ClientOptions, createTransport } from './transport.ts';

export interface Client extends AccessRoutes, CatalogueRoutes, RolloutRoutes {
  baseUrl: string;
  /** Where a client of MCP finds the platform's tools, and what it must send along. */
  mcp: { url: string; headers: Record<string, string> };
  frameworks: FrameworkRoutes;
  frameworkBatches: FrameworkBatchRoutes;
  runs: RunRoutes;
  agents: AgentRoutes;
  builds: BuildRoutes;
  trajectories: TrajectoryRoutes;
  benchmarkFiles: BenchmarkFileRoutes;
  dataSets: DataSetRoutes;
  cassettes: CassetteRoutes;
  secrets: SecretRoutes;
  webhooks: WebhookRoutes;
  imports: ImportRoutes;
}

/** Every method throws NexError: the server's own, `unavailable` when none answers, `cancelled` on abort. */
export function createClient(options: ClientOptions): Client {
  const transport = createTransport(options);
  return {
    baseUrl: transport.baseUrl,
    mcp: {
      url: `${transport.baseUrl}/mcp`,
      headers: options.apiKey === undefined ? {} : { authorization: `Bearer ${options.apiKey}` },
    },
    frameworks: frameworkRoutes(transport),
    frameworkBatches: frameworkBatchRoutes(transport),
    runs: runRoutes(transport),
    agents: agentRoutes(transport),
    builds: buildRoutes(transport),
    trajectories: trajectoryRoutes(transport),
    benchmarkFiles: benchmarkFileRoutes(transport),
    dataSets: dataSetRoutes(transport),
    cassettes: cassetteRoutes(transport),
    secrets: secretRoutes(transport),
    webhooks: webhookRoutes(transport),
    ...accessRoutes(transport),
    imports: importRoutes(transport),
    ...catalogueRoutes(transport),
    ...rolloutRoutes(transport),
  };
}
