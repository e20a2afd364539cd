/** What came of a build: from frameworks to kept rows, with every reason for dropping, and what it cost. */
import type { Build } from '@nex/core';
import { dollars } from './dollars.ts';
import { paceOf } from './pace.ts';
import { tableLines } from './table.ts';
import { count, duration } from './text.ts';

export function funnelLines(build: Build): string[] {
  const { frameworks, queries, runs, kept, dropped, dropReasons, flagReasons = {} } = build.funnel;
  const { attempts = runs.total, outcomes = {}, verified } = build.funnel;
  const { completed: _, ...otherwise } = outcomes;
  const rowsOf = (reasons: Record<string, number>) =>
    Object.entries(reasons)
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .map(([reason, times]) => [`    ${reason}`, count(times), '']);
  return tableLines(
    ['Funnel', '', ''],
    [
      ['  frameworks', count(frameworks), ''],
      [
        '  queries',
        count(queries.accepted),
        `of ${count(queries.requested)} asked for, ${count(queries.rejected)} rejected${
          queries.shortfall ? '; slots without a query:' : ''
        }`,
      ],
      ...rowsOf(queries.shortfall ?? {}),
      ...Object.entries(queries.enhanced ?? {})
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, { applied, otherwise }]) => [`    ${name}`, count(applied), toldOf(otherwise)]),
      [
        '  runs',
        count(runs.completed),
        `of ${count(runs.total)}, ${count(runs.failed)} failed, ${count(runs.cancelled)} cancelled${
          attempts > runs.total ? `, ${count(attempts)} attempts` : ''
        }`,
      ],
      ...rowsOf(otherwise),
      ...(verified
        ? [
            [
              '  verified',
              count(verified.passed),
              `passed, ${count(verified.failed)} failed, ${count(verified.broken)} broken`,
            ],
          ]
        : []),
      ['  kept', count(kept), Object.keys(flagReasons).length > 0 ? 'of these, flagged:' : ''],
      ...rowsOf(flagReasons),
      ['  dropped', count(dropped), ''],
      ...rowsOf(dropReasons),
    ],
  );
}

/** Why an enhancer was not applied, the most frequent reason first. */
function toldOf(otherwise: Record<string, number>): string {
  const reasons = Object.entries(otherwise)
    .toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([reason, times]) => `${reason} ${count(times)}`);
  return reasons.length === 0 ? 'applied' : `applied; not applied: ${reasons.join(', ')}`;
}

/** Of a paused build: why, how it goes on. */
export function pausedLines({ id, paused }: Build): string[] {
  const where = paused?.stage === undefined ? '' : ` before or in the stage ${paused.stage}`;
  return [
    `Paused${where}: ${PAUSES[paused?.reason ?? 'asked']}.`,
    ...(paused?.reason === 'budget'
      ? [`Raise the budget with: nex builds set ${id} --budget-tokens <number>`]
      : []),
    ...(paused?.reason === 'review' ? [`Look at it with: nex builds review ${id}`] : []),
    `Go on with: nex build --resume ${id}`,
  ];
}

const PAUSES = {
  asked: 'somebody asked for it',
  budget: 'the budget holds nothing more',
  review: 'a person is to look at a sample',
} as const;

/** What was used for what, what a piece costs with all that came before it, and what of the budget is used. */
export function usageLines({ usage, economy = {}, spending, spec, concurrency }: Build): string[] {
  const parts = (['synthesis', 'runs', 'verifying', 'judging'] as const).flatMap((part) => {
    const used = usage[part];
    return used
      ? [[`  ${part}`, count(used.inputTokens), count(used.outputTokens), count(used.modelCalls)]]
      : [];
  });
  const units = UNITS.flatMap(([key, name]) => {
    const unit = economy[key];
    if (!unit) return [];
    const money = unit.costUsd === undefined ? 'no price' : dollars(unit.costUsd);
    return [[`  ${name}`, count(Math.round(unit.tokens)), money]];
  });
  return [
    ...tableLines(['Used', 'tokens in', 'tokens out', 'model calls'], parts),
    ...(units.length > 0
      ? tableLines(['Cost so far, each with all before it', 'tokens', 'US dollars'], units)
      : []),
    ...(concurrency ? [paceLine(concurrency)] : []),
    ...(spending ? [spendingLine(spending, spec.budget)] : []),
  ];
}

const UNITS = [
  ['perAcceptedQuery', 'of an accepted query'],
  ['perCompletedRun', 'of a completed run'],
  ['perKeptTrajectory', 'of a kept trajectory'],
] as const;

function paceLine({ limit, width, throttled }: NonNullable<Build['concurrency']>): string {
  const refused = throttled === 0 ? '' : `; the model server turned away ${count(throttled)} tries`;
  return `At once: ${count(width)} of ${count(limit)}${refused}.`;
}

function spendingLine(
  { spent, reserved }: NonNullable<Build['spending']>,
  { totalTokens, costUsd }: Partial<NonNullable<Build['spec']['budget']>> = {},
): string {
  const money = costUsd !== undefined || spent.costUsd > 0;
  const used = [
    `${count(spent.tokens)}${totalTokens === undefined ? '' : ` of ${count(totalTokens)}`} tokens`,
    ...(money ? [`${dollars(spent.costUsd)}${costUsd === undefined ? '' : ` of ${dollars(costUsd)}`}`] : []),
  ];
  const aside =
    reserved.tokens > 0
      ? `; ${count(Math.round(reserved.tokens))} tokens are set aside for runs at work`
      : '';
  return `Spent: ${used.join(', ')}${aside}.`;
}

/** A line per stage that began, with its count, pace and time, and the time of the whole build. */
export function stageLines(build: Build, now = Date.now()): string[] {
  const rows = build.stages.flatMap((stage) => {
    if (stage.startedAt === undefined) return [];
    const { rate, time } = paceOf(stage, now);
    return [
      [
        `  ${stage.name}`,
        `${count(stage.done)}/${count(stage.total)}`,
        rate,
        stage.state === 'failed' ? 'failed' : time,
      ],
    ];
  });
  const whole =
    build.elapsedMs === undefined
      ? []
      : [`${build.finishedAt === undefined ? 'Since it was made' : 'In all'}: ${duration(build.elapsedMs)}`];
  return [...tableLines(['Stages', 'done', 'rate', 'time'], rows), ...whole];
}

export function modelLine(build: Build): string {
  if (build.model === undefined) return 'Model: not known yet';
  const { name, provider, offlineModel } = build.model;
  return offlineModel
    ? `Model: ${name}, the offline rule-based model. Its answers come from rules, not from a language model: set LLM_BASE_URL and LLM_MODEL for real ones.`
    : `Model: ${name} (${provider})`;
}
