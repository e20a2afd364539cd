import { CreateRun, NexError, parseJsonObject } from '@nex/core';
import type { RunSpec, SubtreeLimits } from '@nex/rpc';
import type { Context } from '../../context.ts';
import { createRuns as create, type RunRequest } from '../../runs/create-run.ts';
import { toRun } from '../../runs/run-view.ts';
import { findRuns } from '../../store/find-runs.ts';
import type { Methods } from './index.ts';
import { tenantOf } from './own-methods.ts';
import { readJson } from './parse-request.ts';
import { runToMessage } from './run-message.ts';

export function createRuns(context: Context): Methods['createRuns'] {
  return async ({ runs }, call) => {
    const rows = await create(context, tenantOf(call), runs.map(toRequest));
    // One that has not begun has used nothing, and its row says all.
    const begun = rows.filter(
      ({ state, attempt }, index) => attempt > 0 || state !== 'queued' || runs[index]?.toolsJson !== '',
    );
    const ids = begun.map((row) => row.id);
    const found = ids.length === 0 ? [] : await findRuns(context.pool, ids);
    const byId = new Map(found.map((run) => [run.id, run]));
    return { runs: rows.map((row) => byId.get(row.id) ?? toRun(row)).map(runToMessage) };
  };
}

function subtreeLimits({ maxTokens, maxCostUsd, timeoutMs }: SubtreeLimits) {
  return {
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(maxCostUsd === undefined ? {} : { maxCostUsd }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
}

/** Held against the same schema as the REST body. */
function toRequest(spec: RunSpec, index: number): RunRequest {
  const { limits } = spec;
  const parsed = CreateRun.safeParse({
    ...(spec.frameworkDigest === '' ? {} : { frameworkDigest: spec.frameworkDigest }),
    ...(spec.continuesRunId === '' ? {} : { continuesRunId: spec.continuesRunId }),
    ...(spec.outputSchemaJson === '' ? {} : { outputSchema: parseJsonObject(spec.outputSchemaJson) ?? null }),
    ...(spec.contextJson === '' ? {} : { context: readJson(spec.contextJson) }),
    ...(spec.variablesJson === '' ? {} : { variables: readJson(spec.variablesJson) }),
    ...(spec.initialStateJson === '' ? {} : { initialState: readJson(spec.initialStateJson) }),
    ...(spec.toolsJson === '' ? {} : { tools: readJson(spec.toolsJson) }),
    ...(spec.modelJson === '' ? {} : { model: readJson(spec.modelJson) }),
    ...(spec.captureState.length === 0 ? {} : { captureState: [...spec.captureState] }),
    unattended: spec.unattended,
    input: spec.contentJson === '' ? spec.input : readJson(spec.contentJson),
    seed: spec.seed,
    ...(spec.agent === '' ? {} : { agent: spec.agent }),
    ...(spec.idempotencyKey === '' ? {} : { idempotencyKey: spec.idempotencyKey }),
    ...(limits
      ? {
          limits: {
            ...(limits.maxIterations === undefined ? {} : { maxIterations: limits.maxIterations }),
            ...(limits.maxTokens === undefined ? {} : { maxTokens: limits.maxTokens }),
            ...(limits.timeoutMs === undefined ? {} : { timeoutMs: limits.timeoutMs }),
            ...(limits.maxDepth === undefined ? {} : { maxDepth: limits.maxDepth }),
            ...(limits.maxCostUsd === undefined ? {} : { maxCostUsd: limits.maxCostUsd }),
            ...(limits.maxChildren === undefined ? {} : { maxChildren: limits.maxChildren }),
            ...(limits.maxRuns === undefined ? {} : { maxRuns: limits.maxRuns }),
            ...(limits.perSubAgent ? { perSubAgent: subtreeLimits(limits.perSubAgent) } : {}),
          },
        }
      : {}),
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new NexError('invalid_request', `A run cannot be created: ${issue?.message}.`, {
    where: ['runs', index, ...(issue?.path ?? [])].join('.'),
  });
}
