/** What came of a build: from frameworks to kept rows, with every reason for dropping, and what it cost. */
import type { Build } from '@nex/core';
import { dollars } from './dollars.ts';
import { tableLines } from './table.ts';
import { count, duration, plural } from './text.ts';

export function funnelLines(build: Build): string[] {
  const { frameworks, queries, runs, kept, dropped, dropReasons, flagReasons = {} } = build.funnel;
  const { attempts = runs.total, outcomes = {} } = build.funnel;
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
      [
        '  runs',
        count(runs.completed),
        `of ${count(runs.total)}, ${count(runs.failed)} failed, ${count(runs.cancelled)} cancelled${
          attempts > runs.total ? `, ${count(attempts)} attempts` : ''
        }`,
      ],
      ...rowsOf(otherwise),
      ['  kept', count(kept), Object.keys(flagReasons).length > 0 ? 'of these, flagged:' : ''],
      ...rowsOf(flagReasons),
      ['  dropped', count(dropped), ''],
      ...rowsOf(dropReasons),
    ],
  );
}

/** Of a paused build: why, what was used, how it goes on. */
export function pausedLines(build: Build): string[] {
  const { id, paused, spending, spec } = build;
  const spent = spending?.spent ?? { tokens: 0, costUsd: 0 };
  const { totalTokens, costUsd } = spec.budget ?? {};
  const used = [
    `${count(spent.tokens)}${totalTokens === undefined ? '' : ` of ${count(totalTokens)}`} tokens`,
    ...(costUsd === undefined ? [] : [`${dollars(spent.costUsd)} of ${dollars(costUsd)}`]),
  ];
  const where = paused?.stage === undefined ? '' : ` before or in the stage ${paused.stage}`;
  return [
    ...funnelLines(build),
    `Paused${where}: ${PAUSES[paused?.reason ?? 'asked']}. Used so far: ${used.join(', ')}.`,
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

export function usageLines(build: Build): string[] {
  const rows = (['synthesis', 'runs', 'verifying', 'judging'] as const).flatMap((part) => {
    const used = build.usage[part];
    if (!used) return [];
    return [
      [
        `  ${part}`,
        `${count(used.inputTokens)} in`,
        `${count(used.outputTokens)} out`,
        plural(used.modelCalls, 'model call'),
      ],
    ];
  });
  return tableLines(['Tokens', '', '', ''], rows);
}

/** A line per stage with the time that it took. */
export function stageTimeLines(build: Build): string[] {
  const rows = build.stages.flatMap(({ name, startedAt, finishedAt }) =>
    startedAt && finishedAt ? [[`  ${name}`, duration(Date.parse(finishedAt) - Date.parse(startedAt))]] : [],
  );
  return tableLines(['Stages', ''], rows);
}

export function modelLine(build: Build): string {
  if (build.model === undefined) return 'Model: not known yet';
  const { name, provider, offlineModel } = build.model;
  return offlineModel
    ? `Model: ${name}, the offline rule-based model. Its answers come from rules, not from a language model: set LLM_BASE_URL and LLM_MODEL for real ones.`
    : `Model: ${name} (${provider})`;
}
