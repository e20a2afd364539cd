/** What a dry run says, for people. */
import type { BuildEstimate, Range } from '@nex/core';
import { dollars } from './dollars.ts';
import { tableLines } from './table.ts';
import { count, plural } from './text.ts';

const BUDGETS = {
  enough: 'The budget is enough.',
  perhaps: 'The budget holds what is expected, but not the high numbers.',
  'too small': 'The budget is too small for what is expected.',
} as const;

export function estimateLines({
  queries,
  runs,
  parts,
  total,
  budget,
  spec,
  models = [],
  warnings,
}: BuildEstimate): string[] {
  const row = (name: string, numbers: BuildEstimate['total'], basis: string) => [
    `  ${name}`,
    range(numbers.modelCalls, count),
    range(numbers.tokens, count),
    numbers.costUsd ? range(numbers.costUsd, dollars) : 'no price',
    basis,
  ];
  return [
    `Nothing was stored. ${plural(queries, 'query', 'queries')}, ${plural(runs, 'run')}; expected, and from low to high:`,
    ...tableLines(
      ['Part', 'model calls', 'tokens', 'US dollars', 'by'],
      [
        ...parts.map((part) =>
          row(
            part.part,
            part,
            part.basis === 'default' ? 'defaults' : `${plural(part.samples, 'record')} of ${part.basis}`,
          ),
        ),
        row('in all', total, ''),
      ],
    ),
    ...(budget && spec.budget ? [BUDGETS[budget]] : []),
    ...(models.length > 0 && models.every(({ failure }) => failure === undefined)
      ? [`${plural(models.length, 'model')} asked, each answered.`]
      : []),
    ...warnings.map((warning) => `Warning: ${warning}`),
  ];
}

function range({ low, expected, high }: Range, write: (value: number) => string): string {
  return `${write(expected)} (${write(low)} to ${write(high)})`;
}
