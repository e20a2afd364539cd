/**
 * A dry run: checks a request as its creation does, and beyond that whether the runtime can load its agents, and says
 * what the build would use. It stores nothing, here or there, and asks no model unless it is to see which ones answer.
 */
import {
  type BuildEstimate,
  type BuildTask,
  type EstimatePart,
  isOfflineModel,
  type Model,
  NO_USAGE,
  type Range,
  type RunLimits,
} from '@nex/core';
import { costOf, priceOf } from '@nex/llm';
import type { PipelineContext } from '../context.ts';
import { judgesOf } from '../judging/judges.ts';
import type { BuildSpec } from '../store/build-row.ts';
import { type Recorded, type RecordedPart, readRecorded } from '../store/recorded-means.ts';
import { settleSynthesis } from '../synthesis/settings.ts';
import { askedOfAgents, askOwnModels, awayWarnings } from './ask-models.ts';
import { checkRequest, readFramework } from './check-request.ts';
import { groundingWarnings } from './check-search-tool.ts';
import { faultWarnings } from './fault-warnings.ts';
import type { CreateBuildBody } from './parse-spec.ts';
import { serversOf, taskWarnings } from './task-warnings.ts';

/** Of one run, before any was recorded: model calls and tokens. */
const DEFAULT_RUN = {
  calls: { low: 3, mean: 8, high: 25 },
  tokens: { low: 8000, mean: 40_000, high: 200_000 },
};
/** Of one call of the pipeline's own model. */
const DEFAULT_CALL_TOKENS = { low: 600, mean: 1500, high: 4000 };
/** Of one head's reading of a trajectory by one model: calls, one for each batch of messages, and tokens of a call. */
const DEFAULT_VOTE_CALLS = 2;
const DEFAULT_VOTE_TOKENS = { low: 1500, mean: 4000, high: 8000 };
/** Share of a call's tokens that the model writes. */
const OUTPUT_SHARE = 0.2;

/** Throws what creating the build would throw, and what the runtime says of the bundle. */
export async function estimateBuild(
  context: PipelineContext,
  body: CreateBuildBody,
  { asksModels, signal }: { asksModels: boolean; signal: AbortSignal },
): Promise<BuildEstimate> {
  const checked = await checkRequest(context, body, { stores: false });
  const { spec, tasks } = checked;
  const { framework, bundle } = await readFramework(context, checked, signal);
  const stateServers = serversOf(tasks ?? []);
  const request = { files: [...bundle.files], checkOnly: true, askModels: asksModels, stateServers };
  const [checkedBundle, own] = await Promise.all([
    context.runtime.putBundle(request, { signal }),
    asksModels ? askOwnModels(context, spec, tasks, signal) : [],
  ]);
  const models = [...own, ...askedOfAgents(checkedBundle.models)];
  const runs = spec.queries * spec.samples;
  const rubrics = spec.samples * (tasks?.flatMap(({ verifiers }) => verifiers) ?? []).filter(isRubric).length;
  const perQuery = callsPerQuery(context, spec);
  const { judge } = spec.quality ?? {};
  const judges = judge && judgesOf(judge, context.judgeModel);
  const estimate = async (
    part: RecordedPart,
    pieces: number,
    byDefault: Omit<Recorded, 'samples'>,
    models: readonly Model[] = [context.model],
    limits: RunLimits = {},
  ) =>
    pieces === 0
      ? []
      : [await partOf(context, { part, pieces, models, limits }, framework.digest, byDefault)];
  const votes = judges
    ? Math.round(runs * judge.sampleShare) * judges.heads.length * judges.models.length
    : 0;
  const batches = judge?.maxBatches ?? 0;
  const voteCalls = { low: 1, mean: Math.min(DEFAULT_VOTE_CALLS, batches), high: batches };
  const parts = [
    ...(await estimate('synthesis', tasks ? 0 : spec.queries, callsOf(perQuery))),
    ...(await estimate('runs', runs, { ...DEFAULT_RUN, cost_usd: null }, [context.model], spec.limits)),
    ...(await estimate('verifying', rubrics, callsOf({ low: 1, mean: 1, high: 3 }))),
    ...(await estimate('judging', votes, callsOf(voteCalls, DEFAULT_VOTE_TOKENS), judges?.models)),
  ];
  const total = totalOf(parts);
  const { budget } = spec;
  return {
    spec,
    frameworkDigest: framework.digest,
    queries: spec.queries,
    runs,
    parts,
    total,
    ...(budget && { budget: holds(budget, total) }),
    ...(asksModels && { models }),
    warnings: [
      ...awayWarnings(models),
      ...bundle.warnings,
      ...(tasks ? [] : groundingWarnings(spec, context.web.search !== undefined)),
      ...taskWarnings(tasks ?? [], bundle, new Set(checkedBundle.stateless)),
      ...faultWarnings(spec.tools?.faults ?? [], bundle),
      ...priceWarning(total),
    ],
  };
}

function isRubric({ kind }: BuildTask['verifiers'][number]): boolean {
  return kind === 'rubric';
}

/** Questions that synthesis asks for one accepted query by its settings; some drafts are refused and written again. */
function callsPerQuery({ model }: PipelineContext, spec: BuildSpec): Recorded['calls'] {
  const settings = settleSynthesis(spec.synthesis, isOfflineModel(model.name));
  const drafts = 1 + (settings.review === 'on' ? 1 : 0) + settings.fuzzifyProb + settings.fileProb;
  // Few queries name an address that does not answer; searching the web asks no model.
  const atMost = drafts + settings.urlProb;
  const once = settings.rewritePersonaProb + settings.problemTypeExpandProb;
  return { low: drafts + once, mean: 1.2 * drafts + once, high: settings.attempts * atMost + once };
}

function callsOf(
  calls: Recorded['calls'],
  { low, mean, high } = DEFAULT_CALL_TOKENS,
): Omit<Recorded, 'samples'> {
  const tokens = { low: calls.low * low, mean: calls.mean * mean, high: calls.high * high };
  return { calls, tokens, cost_usd: null };
}

/** By earlier builds of the framework, else by any, else by the defaults; no piece beyond its limits. */
async function partOf(
  context: PipelineContext,
  {
    part,
    pieces,
    models,
    limits,
  }: { part: RecordedPart; pieces: number; models: readonly Model[]; limits: RunLimits },
  digest: string,
  byDefault: Omit<Recorded, 'samples'>,
): Promise<EstimatePart> {
  const own = await readRecorded(context.pool, part, digest);
  const recorded = own ?? (await readRecorded(context.pool, part, undefined));
  const { calls, tokens, cost_usd: cost } = recorded ?? byDefault;
  const ofAll = ({ low, mean, high }: Recorded['calls']): Range => ({
    low: pieces * Math.min(low, mean),
    expected: pieces * mean,
    high: pieces * Math.max(mean, high),
  });
  const whole = (range: Range): Range => ({
    low: Math.floor(range.low),
    expected: Math.round(range.expected),
    high: Math.ceil(range.high),
  });
  const { maxTokens = Number.POSITIVE_INFINITY, maxCostUsd = Number.POSITIVE_INFINITY } = limits;
  const allTokens = within(ofAll(tokens), pieces * maxTokens);
  const asked = cost ? ofAll(cost) : priced(context, models, allTokens);
  const costUsd = asked && within(asked, pieces * maxCostUsd);
  return {
    part,
    modelCalls: whole(ofAll(calls)),
    tokens: whole(allTokens),
    ...(costUsd && { costUsd }),
    basis: own ? 'this framework' : recorded ? 'any framework' : 'default',
    samples: recorded?.samples ?? 0,
  };
}

function within({ low, expected, high }: Range, most: number): Range {
  return { low: Math.min(low, most), expected: Math.min(expected, most), high: Math.min(high, most) };
}

/**
 * At the price of the pipeline's model, which is the platform's unless an agent names another. Models that judge side by
 * side have a share each.
 */
function priced({ config }: PipelineContext, models: readonly Model[], tokens: Range): Range | undefined {
  const prices = models.flatMap(({ name }) => priceOf(name, config.prices ?? {}) ?? []);
  if (prices.length < models.length) return undefined;
  const cost = (all: number) => {
    const share = all / prices.length;
    const inputTokens = share * (1 - OUTPUT_SHARE);
    const usage = { ...NO_USAGE, inputTokens, outputTokens: share - inputTokens };
    return prices.reduce((sum, price) => sum + costOf(usage, price), 0);
  };
  return { low: cost(tokens.low), expected: cost(tokens.expected), high: cost(tokens.high) };
}

function totalOf(parts: readonly EstimatePart[]): BuildEstimate['total'] {
  const sum = (ranges: readonly Range[]): Range => ({
    low: ranges.reduce((all, { low }) => all + low, 0),
    expected: ranges.reduce((all, { expected }) => all + expected, 0),
    high: ranges.reduce((all, { high }) => all + high, 0),
  });
  const costs = parts.flatMap(({ costUsd }) => costUsd ?? []);
  return {
    modelCalls: sum(parts.map(({ modelCalls }) => modelCalls)),
    tokens: sum(parts.map(({ tokens }) => tokens)),
    ...(costs.length === parts.length && { costUsd: sum(costs) }),
  };
}

function holds(
  {
    totalTokens = Number.POSITIVE_INFINITY,
    costUsd = Number.POSITIVE_INFINITY,
  }: NonNullable<BuildSpec['budget']>,
  total: BuildEstimate['total'],
): BuildEstimate['budget'] {
  const within = (which: 'expected' | 'high') =>
    total.tokens[which] <= totalTokens && (total.costUsd?.[which] ?? 0) <= costUsd;
  if (within('high')) return 'enough';
  return within('expected') ? 'perhaps' : 'too small';
}

function priceWarning({ costUsd }: BuildEstimate['total']): string[] {
  return costUsd
    ? []
    : ['Money is not estimated: MODEL_PRICES of the pipeline has no price for one of its models.'];
}
