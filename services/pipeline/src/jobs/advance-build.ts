/**
 * Brings a build to its end, stage by stage. Whatever stops it half-way, the next try does what is left: finished
 * stages are skipped, and a stage finds in the rows what it has done.
 */

import { type Metrics, NexError, PLATFORM, type StageName, secondsSince, toNexError } from '@nex/core';
import { isAway } from '@nex/rpc';
import { activeTraceId, inSpan, SpanKind } from '@nex/telemetry';
import { limitsOf } from '../budget/amount.ts';
import { Ledger } from '../budget/ledger.ts';
import { fetchBundle } from '../bundle/fetch-bundle.ts';
import type { BuildBundle } from '../bundle/read-bundle.ts';
import type { PipelineContext } from '../context.ts';
import { BuildControl } from '../control/build-control.ts';
import { BuildPaused } from '../control/build-paused.ts';
import { governedModel } from '../control/governed-model.ts';
import { tenantDirectory } from '../data-sets/tenant-directory.ts';
import { cancelRuns } from '../runs/cancel-runs.ts';
import { STAGES } from '../stages/index.ts';
import type { StageWork } from '../stages/stage.ts';
import { type BuildRow, claimBuild } from '../store/build-row.ts';
import { finishBuild, pauseBuild } from '../store/build-state.ts';
import { type Claim, togetherUnderClaim, withClaim } from '../store/claim.ts';
import { Superseded } from '../store/fence.ts';
import { passedGates } from '../store/review-gates.ts';
import { readSelectionTotals } from '../store/selection-totals.ts';
import { readAccount } from '../store/spending.ts';
import { countStage, endStage, failOpenStage, finishedStages, startStage } from '../store/stages.ts';
import { CancelRequested, type Heart, startHeart } from './heart.ts';

/** Throws when the build should be tried again; ends quietly when it is terminal or another worker has it. */
export async function advanceBuild(
  context: PipelineContext,
  buildId: string,
  shutdown: AbortSignal,
): Promise<void> {
  for (let goesOn = true; goesOn; ) {
    const build = await claimBuild(context.pool, buildId);
    if (!build) return;
    goesOn = await inSpan(
      'build.advance',
      { kind: SpanKind.CONSUMER, traceparent: build.traceparent, attributes: { 'nex.build.id': build.id } },
      () =>
        context.callers.run({ tenant: build.tenant, actor: PLATFORM }, () =>
          advanceClaimed(context, build, shutdown),
        ),
    );
  }
}

/** True when the build was about to pause, and is to go on after all. */
async function advanceClaimed(
  context: PipelineContext,
  build: BuildRow,
  shutdown: AbortSignal,
): Promise<boolean> {
  const claim: Claim = { buildId: build.id, fence: build.fence };
  context.events.changed(build.id);
  const { concurrency, budget } = build.spec;
  const control = new BuildControl({ pauseRequested: build.pause_requested, concurrency, budget });
  await using heart = startHeart(context, claim, control, shutdown);
  try {
    if (build.cancel_requested) throw new CancelRequested();
    await runStages(context, { build, claim, control, heart });
    await heart.stop();
    if (await finishBuild(context.pool, claim, { state: 'completed' })) {
      context.metrics.count('nex_builds_total', { state: 'completed' });
    }
    return false;
  } catch (thrown) {
    await heart.stop();
    return await settleFailure(context, build, claim, heart.reasonOf(thrown), shutdown);
  } finally {
    context.events.changed(build.id);
  }
}

interface Claimed {
  build: BuildRow;
  claim: Claim;
  control: BuildControl;
  heart: Heart;
}

async function runStages(context: PipelineContext, { build, claim, control, heart }: Claimed): Promise<void> {
  const { config, pool, runtime, generator, judgeModel, embedder, web, scripts, scorers, logger, metrics } =
    context;
  const { lanes, runLanes } = context;
  const { spent } = await readAccount(pool, build.id);
  const ledger = new Ledger(() => limitsOf(control.budget), spent);
  using _counted = counted(context.budgets, ledger);
  const write: StageWork['write'] = async (work) => {
    const result = await withClaim(pool, claim, work);
    heart.touch();
    return result;
  };
  const writeTogether: StageWork['writeTogether'] = async (queries) => {
    const results = await togetherUnderClaim(pool, claim, queries);
    heart.touch();
    return results;
  };
  const finished = await finishedStages(pool, build.id);
  const bundle = STAGES.some(({ name, needsBundle }) => needsBundle && !finished.has(name))
    ? await fetchBuildBundle(context, build, heart.signal)
    : undefined;
  const passed = await passedGates(pool, build.id);
  const waitsAfter = (name: StageName) =>
    !passed.has(name) && build.spec.review?.after.some((stage) => stage === name);
  for (const stage of STAGES) {
    if (finished.has(stage.name)) {
      if (waitsAfter(stage.name)) throw new BuildPaused('review');
      continue;
    }
    heart.signal.throwIfAborted();
    if (control.pausing) throw new BuildPaused('asked');
    await inSpan(`stage ${stage.name}`, { attributes: { 'nex.build.id': build.id } }, async () => {
      const startedAt = performance.now();
      using told = toldOf(metrics, stage.name, startedAt);
      heart.enter(stage);
      await write(async (tx) => {
        await startStage(tx, build.id, stage.name);
        await countStage(tx, build.id, stage.name, await stage.count(tx, build.id, scorers));
      });
      await stage.run({
        pool,
        runtime,
        generator,
        model: governedModel(context.model, control, ledger),
        judgeModel: (name) => governedModel(judgeModel(name), control, ledger),
        embedder,
        laneOf: ({ provider, name }) => lanes.of(provider, name),
        runLaneOf: ({ provider, name } = context.model) => runLanes.of(provider, name),
        control,
        ledger,
        web,
        runScript: (script) => scripts.run(script),
        scorers,
        dataDirectory: tenantDirectory(config.dataDirectory, build.tenant),
        retryDelayMs: config.runRetryDelayMs,
        redactionSalt: config.redactionSalt,
        logger,
        build,
        get bundle() {
          if (bundle) return bundle;
          throw new NexError('internal', `The stage ${stage.name} does not say that it needs the framework.`);
        },
        signal: heart.signal,
        write,
        writeTogether,
      });
      await write(async (tx) => {
        await countStage(tx, build.id, stage.name, await stage.count(tx, build.id, scorers));
        await endStage(tx, build.id, stage.name);
      });
      told.done = true;
      if (stage.name === 'filter') await tellSelections(context, build.id);
      const durationMs = Math.round(performance.now() - startedAt);
      logger.info({ buildId: build.id, stage: stage.name, durationMs }, 'stage done');
    });
    if (waitsAfter(stage.name)) throw new BuildPaused('review');
  }
}

/** Among the budgets that are watched, until it is disposed. */
function counted(budgets: Set<Ledger>, ledger: Ledger): Disposable {
  budgets.add(ledger);
  return { [Symbol.dispose]: () => void budgets.delete(ledger) };
}

/** Tells how long the turn at a stage took, when it is disposed. */
function toldOf(metrics: Metrics, stage: StageName, startedAt: number): { done: boolean } & Disposable {
  return {
    done: false,
    [Symbol.dispose]() {
      const labels = { stage, outcome: this.done ? 'done' : 'stopped' };
      metrics.record('nex_build_stage_duration_seconds', secondsSince(startedAt), labels);
    },
  };
}

async function tellSelections({ pool, metrics }: PipelineContext, buildId: string): Promise<void> {
  for (const { reason, count } of await readSelectionTotals(pool, buildId)) {
    if (reason === '') metrics.count('nex_trajectories_kept_total', {}, count);
    else metrics.count('nex_trajectories_dropped_total', { reason }, count);
  }
}

async function fetchBuildBundle(
  { generator, logger }: PipelineContext,
  { id, framework_id: frameworkId, framework_digest: digest }: BuildRow,
  signal: AbortSignal,
): Promise<BuildBundle> {
  const bundle = await fetchBundle(generator, frameworkId, digest, signal);
  for (const warning of bundle.warnings) logger.warn({ buildId: id, code: 'build_invalid' }, warning);
  return bundle;
}

/**
 * Turns what stopped the work into the build's state, or throws it so that the queue tries again. True when the wish to
 * pause was taken back meanwhile.
 */
async function settleFailure(
  context: PipelineContext,
  build: BuildRow,
  claim: Claim,
  thrown: unknown,
  shutdown: AbortSignal,
): Promise<boolean> {
  if (thrown instanceof Superseded) return false;
  const { pool, runtime, logger, metrics } = context;
  const tell = (state: string) => metrics.count('nex_builds_total', { state });
  if (thrown instanceof CancelRequested) {
    const write: StageWork['write'] = (work) => withClaim(pool, claim, work);
    await cancelRuns({ pool, build, runtime, signal: shutdown, write });
    if (await finishBuild(pool, claim, { state: 'cancelled' })) tell('cancelled');
    return false;
  }
  if (thrown instanceof BuildPaused) {
    const { reason } = thrown;
    const finished = await finishedStages(pool, build.id);
    const stage = STAGES.find(({ name }) => !finished.has(name))?.name;
    const came = await pool.transaction((tx) => pauseBuild(tx, claim, { reason, stage }));
    if (came !== 'paused') return came === 'withdrawn';
    tell(`paused_${reason}`);
    logger.info({ buildId: build.id, reason }, 'build paused');
    return false;
  }
  if (shutdown.aborted) throw new NexError('cancelled', 'The service is shutting down.');
  // A store or service that is away is no fault of the build: it waits in the queue until they are back.
  if (isAway(thrown)) throw thrown;
  const error = toNexError(thrown, 'internal', 'The build broke on a fault of the platform.');
  const failure = error.toFailure();
  if (error.code === 'internal')
    failure.hint ??= `The pipeline's log has more under the trace ${activeTraceId()}.`;
  logger.error({ err: thrown, buildId: claim.buildId, code: error.code }, 'build failed');
  await pool.transaction(async (tx) => {
    const running = await finishBuild(tx, claim, { state: 'failed', failure });
    if (!running) return;
    await failOpenStage(tx, claim.buildId);
    tell('failed');
  });
  return false;
}
