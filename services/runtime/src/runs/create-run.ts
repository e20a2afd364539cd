/** New root runs: rows first, then the jobs that wake a worker. A job that is lost is added again by the sweep. */
import { NexError, newId, type RunLimits } from '@nex/core';
import { activeTraceId, activeTraceparent } from '@nex/telemetry';
import type { Context } from '../context.ts';
import { type BundleContents, bundleNotFound, findBundleContents } from '../store/bundles.ts';
import { insertRootRuns, type NewRootRun } from '../store/create-runs.ts';
import type { RunRow } from '../store/run-row.ts';

/** Of a run that is created without them. */
export const DEFAULT_LIMITS = { maxDepth: 4, timeoutMs: 600_000, maxTokens: 2_000_000 } as const;

export interface RunRequest {
  frameworkDigest: string;
  /** Path of the agent's file. Absent: the bundle's entry agent. */
  agent?: string | undefined;
  input: string;
  seed: number;
  limits?: RunLimits | undefined;
  idempotencyKey?: string | undefined;
}

/** In the order of the requests. A known idempotency key gives the run that has it. All are created or none. */
export async function createRuns(context: Context, requests: readonly RunRequest[]): Promise<RunRow[]> {
  if (requests.length === 0) return [];
  const bundles = new Map<string, BundleContents>();
  for (const { frameworkDigest } of requests) {
    if (bundles.has(frameworkDigest)) continue;
    const contents = await findBundleContents(context.pool, frameworkDigest);
    if (!contents) throw bundleNotFound(frameworkDigest);
    bundles.set(frameworkDigest, contents);
  }
  const traceparent = activeTraceparent();
  const traceId = activeTraceId();
  const rows = await insertRootRuns(
    context.pool,
    requests.map((request, index): NewRootRun => {
      // Every digest was looked up above.
      const bundle = bundles.get(request.frameworkDigest) as BundleContents;
      const agent = chooseAgent(bundle, request.agent, index);
      return {
        id: newId('run'),
        bundleDigest: request.frameworkDigest,
        agentFile: agent.file,
        agent: agent.name,
        input: request.input,
        seed: request.seed,
        limits: { ...DEFAULT_LIMITS, ...request.limits },
        idempotencyKey: request.idempotencyKey ?? null,
        traceparent,
        traceId,
      };
    }),
  );
  await context.queue.add(
    'run.execute',
    rows
      .filter((row) => row.state === 'queued')
      .map((row) => ({ id: row.id, payload: { runId: row.id, traceparent: row.traceparent } })),
  );
  return rows;
}

function chooseAgent(bundle: BundleContents, file: string | undefined, index: number) {
  const wanted = file ?? bundle.entry;
  const files = bundle.agents.map((agent) => agent.file).join(', ');
  const where = index === 0 ? 'agent' : `runs[${index}].agent`;
  if (wanted === null) {
    throw new NexError(
      'invalid_request',
      'The bundle has several agents and does not say which one begins.',
      {
        where,
        hint: `Name one: ${files}.`,
      },
    );
  }
  const agent = bundle.agents.find((one) => one.file === wanted);
  if (agent) return agent;
  throw new NexError('not_found', `The bundle has no agent file ${wanted}.`, {
    where,
    hint: `There is: ${files}.`,
  });
}
