/**
 * A dry run: checks a request as its creation does, and beyond that whether the runtime can load its agents, and says
 * what the build would use. It stores nothing, here or there, and asks no model.
 */
import {
  type BuildEstimate,
  type BuildTask,
  type EstimatePart,
  isOfflineModel,
  NO_USAGE,
  type Range,
} from '@nex/core';
import { costOf, priceOf } from '@nex/llm';
import type { BuildBundle } from '../bundle/read-bundle.ts';
import { readServers } from '../bundle/read-servers.ts';
import type { PipelineContext } from '../context.ts';
import type { BuildSpec } from '../store/build-row.ts';
import { type Recorded, type RecordedPart, readRecorded } from '../store/recorded-means.ts';
import { settleSynthesis } from '../synthesis/settings.ts';
import { checkRequest, readFramework } from './check-request.ts';
import type { CreateBuildBody } from './parse-spec.ts';

/** Of one run, before any was recorded: model calls and tokens. */
const DEFAULT_RUN = {
  calls: { low: 3, mean: 8, high: 25 },
  tokens: { low: 8000, mean: 40_000, high: 200_000 },
};
/** Of one call of the pipeline's own model. */
const DEFAULT_CALL_TOKENS = { low: 600, mean: 1500, high: 4000 };
/** Share of a call's tokens that the model writes. */
const OUTPUT_SHARE = 0.2;

/** Throws what creating the build would throw, and what the runtime says of the bundle. */
export async function estimateBuild(
  context: PipelineContext,
  body: CreateBuildBody,
  signal: AbortSignal,
): Promise<BuildEstimate> {
  const checked = await checkRequest(context, body, { stores: false });
  const { spec, tasks } = checked;
  const { framework, bundle } = await readFramework(context, checked, signal);
  await context.runtime.putBundle({ files: [...bundle.files], checkOnly: true }, { signal });
  const runs = spec.queries * spec.samples;
  const rubrics = spec.samples * (tasks?.flatMap(({ verifiers }) => verifiers) ?? []).filter(isRubric).length;
  const perQuery = callsPerQuery(context, spec);
  const estimate = async (part: RecordedPart, pieces: number, byDefault: Omit<Recorded, 'samples'>) =>
    pieces === 0 ? [] : [await partOf(context, part, pieces, framework.digest, byDefault)];
  const parts = [
    ...(await estimate('synthesis', tasks ? 0 : spec.queries, callsOf(perQuery))),
    ...(await estimate('runs', runs, { ...DEFAULT_RUN, cost_usd: null })),
    ...(await estimate('verifying', rubrics, callsOf({ low: 1, mean: 1, high: 3 }))),
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
    warnings: [
      ...bundle.warnings,
      ...warningsOf(bundle, tasks ?? []),
      ...priceWarning(total),
      ...(spec.quality?.judge ? ['What judges will use is not in the numbers.'] : []),
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
  const once = settings.rewritePersonaProb + settings.problemTypeExpandProb + settings.websearchProb;
  return { low: drafts + once, mean: 1.2 * drafts + once, high: settings.attempts * drafts + once };
}

function callsOf(calls: Recorded['calls']): Omit<Recorded, 'samples'> {
  const { low, mean, high } = DEFAULT_CALL_TOKENS;
  const tokens = { low: calls.low * low, mean: calls.mean * mean, high: calls.high * high };
  return { calls, tokens, cost_usd: null };
}

/** By earlier builds of the framework, else by any, else by the defaults. */
async function partOf(
  context: PipelineContext,
  part: RecordedPart,
  pieces: number,
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
  const costUsd = cost ? ofAll(cost) : priced(context, ofAll(tokens));
  return {
    part,
    modelCalls: whole(ofAll(calls)),
    tokens: whole(ofAll(tokens)),
    ...(costUsd && { costUsd }),
    basis: own ? 'this framework' : recorded ? 'any framework' : 'default',
    samples: recorded?.samples ?? 0,
  };
}

/** At the price of the pipeline's model, which is the platform's unless an agent names another. */
function priced({ config, model }: PipelineContext, tokens: Range): Range | undefined {
  const price = priceOf(model.name, config.prices ?? {});
  if (!price) return undefined;
  const cost = (all: number) =>
    costOf({ ...NO_USAGE, inputTokens: all * (1 - OUTPUT_SHARE), outputTokens: all * OUTPUT_SHARE }, price);
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

/** Verifiers that look at what the framework does not have would drop every run. */
function warningsOf(bundle: BuildBundle, tasks: readonly BuildTask[]): string[] {
  const servers = readServers(bundle.files);
  return tasks.flatMap(({ verifiers, initialState = {} }, index) => {
    const wanted = [
      ...Object.keys(initialState),
      ...verifiers.flatMap((one) => (one.kind === 'final_state' ? [one.server] : [])),
    ];
    return [...new Set(wanted)]
      .filter((server) => !servers.has(server))
      .map(
        (server) =>
          `tasks[${index}] is about the tool server ${server}, which no agent of the framework has.`,
      );
  });
}

function priceWarning({ costUsd }: BuildEstimate['total']): string[] {
  return costUsd ? [] : ['Money is not estimated: MODEL_PRICES of the pipeline has no price for its model.'];
}
