/** New root runs: rows first, then the jobs that wake a worker. A job that is lost is added again by the sweep. */
import {
  type CassetteUse,
  type InitialState,
  type JsonObject,
  type Message,
  NexError,
  newId,
  PLATFORM,
  type RunLimits,
  type RunModel,
  type RunVariables,
  type ToolHandling,
  textOf,
  type UserInput,
} from '@nex/core';
import { activeTraceId, activeTraceparent } from '@nex/telemetry';
import type { Context } from '../context.ts';
import { executeJob } from '../jobs/execute-job.ts';
import { type BundleContents, bundleNotFound, recallBundleContents } from '../store/bundles.ts';
import { findCassetteId, obtainCassette } from '../store/cassettes.ts';
import { insertRootRuns, type NewHandling, type NewRootRun } from '../store/create-runs.ts';
import { readRunRow } from '../store/find-runs.ts';
import type { RunRow } from '../store/run-row.ts';
import { checkQuotas } from '../tenants/check-quotas.ts';
import { checkOwnRuns } from '../tenants/own-runs.ts';
import { checkRunModel } from './run-model.ts';

/** Of a run that is created without them. */
export const DEFAULT_LIMITS = { maxDepth: 4, timeoutMs: 600_000, maxTokens: 2_000_000 } as const;

export interface RunRequest {
  /** Absent for a run that goes on with another. */
  frameworkDigest?: string | undefined;
  /** A finished root run whose conversation goes on. */
  continuesRunId?: string | undefined;
  /** Path of the agent's file. Absent: the bundle's entry agent. */
  agent?: string | undefined;
  input: UserInput;
  /** What was said before the input. */
  history?: readonly Message[] | undefined;
  seed: number;
  limits?: RunLimits | undefined;
  outputSchema?: JsonObject | undefined;
  /** Values for the prompts of the tree's agents; over those of the run that this one goes on with. */
  context?: JsonObject | undefined;
  variables?: RunVariables | undefined;
  unattended?: boolean | undefined;
  /** Present for the run of a team's leader: role → path of its agent file. */
  team?: { candidates: Record<string, string>; maxTeammates: number } | undefined;
  /** State of tool servers: server → path → text. */
  initialState?: InitialState | undefined;
  /** Servers whose state goes into the trajectory. */
  captureState?: string[] | undefined;
  /** Cassette and faults. */
  tools?: ToolHandling | undefined;
  /** Of all agents of the run, in the place of those that their files name. */
  model?: RunModel | undefined;
  idempotencyKey?: string | undefined;
}

/** In the order of the requests. A known idempotency key gives the run that has it. All are created or none. */
export async function createRuns(
  context: Context,
  tenant: string,
  requests: readonly RunRequest[],
): Promise<RunRow[]> {
  if (requests.length === 0) return [];
  const bundleOf = async (digest: string): Promise<BundleContents> => {
    const contents = await recallBundleContents(context.pool, context.bundles, tenant, digest);
    if (!contents) throw bundleNotFound(digest);
    return contents;
  };
  const cassettes = new Map<string, number>();
  const handlingOf = async ({ cassette, faults }: ToolHandling): Promise<NewHandling | null> => {
    if (!cassette && !faults) return null;
    const { name, mode } = cassette ?? { name: null, mode: null };
    const known = name === null ? null : cassettes.get(name);
    const cassetteId = known ?? (cassette ? await cassetteIdOf(context, tenant, cassette) : null);
    if (name !== null && cassetteId !== null) cassettes.set(name, cassetteId);
    return { cassetteId, cassette: name, mode, faults: faults ?? null };
  };
  const traceparent = activeTraceparent();
  const traceId = activeTraceId();
  const byPlatform = context.callers.current().actor === PLATFORM;
  const runs: NewRootRun[] = [];
  for (const [index, request] of requests.entries()) {
    const { frameworkDigest, continuesRunId, input, model } = request;
    if (model) checkRunModel(context.config, model, requests.length === 1 ? 'model' : `runs[${index}].model`);
    const before =
      continuesRunId === undefined ? undefined : await findContinued(context, tenant, continuesRunId);
    const digest = before?.bundle_digest ?? frameworkDigest ?? '';
    const agent = before
      ? { file: before.agent_file ?? '', name: before.agent }
      : chooseAgent(await bundleOf(digest), request.agent, index === 0 ? 'agent' : `runs[${index}].agent`);
    runs.push({
      id: newId('run'),
      bundleDigest: digest,
      agentFile: agent.file,
      agent: agent.name,
      input: typeof input === 'string' ? input : textOf({ content: input }),
      content: typeof input === 'string' ? null : input,
      history: request.history ? [...request.history] : null,
      seed: request.seed,
      limits: { ...DEFAULT_LIMITS, ...request.limits },
      outputSchema: request.outputSchema ?? null,
      context: contextOf(before, request.context),
      variables: request.variables ?? before?.variables ?? null,
      unattended: request.unattended ?? false,
      byPlatform,
      team: request.team ?? null,
      toolState: toolStateOf(request),
      handling: request.tools ? await handlingOf(request.tools) : null,
      model: model ?? null,
      continuesRunId: continuesRunId ?? null,
      idempotencyKey: request.idempotencyKey ?? null,
      traceparent,
      traceId,
    });
  }
  const keys = runs.flatMap((run) => run.idempotencyKey ?? []);
  await checkQuotas(context, tenant, { runs: runs.length, keys });
  const rows = await insertRootRuns(context.pool, tenant, runs);
  await context.queue.add('run.execute', rows.filter((row) => row.state === 'queued').map(executeJob));
  return rows;
}

/** Throws `not_found` for a cassette that is to be played only. */
async function cassetteIdOf({ pool }: Context, tenant: string, { name, mode }: CassetteUse): Promise<number> {
  if (mode !== 'strict') return obtainCassette(pool, tenant, name);
  const id = await findCassetteId(pool, tenant, name);
  if (id !== undefined) return id;
  throw new NexError('not_found', `There is no cassette ${name}.`, {
    where: 'tools.cassette.name',
    hint: 'GET /v1/cassettes lists them. A run with the mode record makes one.',
  });
}

function toolStateOf({ initialState, captureState }: RunRequest): NewRootRun['toolState'] {
  if (!initialState && !captureState) return null;
  return { initial: initialState ?? null, captured: captureState ?? [] };
}

function contextOf(before: RunRow | undefined, given: JsonObject | undefined): JsonObject | null {
  if (!before?.context) return given ?? null;
  return { ...(before.context as JsonObject), ...given };
}

/** Only a conversation that is at its end goes on. */
async function findContinued(context: Context, tenant: string, id: string): Promise<RunRow> {
  await checkOwnRuns(context.pool, tenant, [id]);
  const run = await readRunRow(context.pool, id);
  if (run.state === 'completed' && run.parent_run_id === null) return run;
  const what = run.parent_run_id === null ? `is ${run.state}` : 'is part of another run';
  throw new NexError('conflict', `The run ${id} ${what}: its conversation cannot go on.`, {
    where: 'continuesRunId',
    hint: 'Name a completed run. A message to a run that is at work goes to POST /v1/runs/{id}/messages.',
  });
}

/** @param where The field that names it, for errors. */
export function chooseAgent(bundle: BundleContents, file: string | undefined, where: string) {
  const wanted = file ?? bundle.entry;
  const files = bundle.agents.map((agent) => agent.file).join(', ');
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
