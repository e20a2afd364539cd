/** What a build offers for review: each item with what was found and decided. */
import type { Review, ReviewItem } from '@nex/core';
import { count, excerpt } from './text.ts';

const LENGTH = 300;

export function reviewLines({ buildId, waiting, open, items, decided }: Review): string[] {
  const state = waiting ? 'waits for its review' : open ? 'takes decisions' : 'takes no more decisions';
  return [
    `${buildId} ${state}: ${count(decided.accepted)} accepted, ${count(decided.rejected)} rejected`,
    ...items.flatMap((item) => ['', ...itemLines(item)]),
    ...(items.length === 0 ? ['Nothing is there to look at yet.'] : []),
    ...(waiting ? ['', `Go on with: nex build --resume ${buildId}`] : []),
  ];
}

function itemLines(item: ReviewItem): string[] {
  const said =
    item.kind === 'query'
      ? [`  of     ${item.problemType.join(' > ')}, ${item.difficulty}, ${item.language}`]
      : [
          `  answer ${excerpt(item.answer, LENGTH)}`,
          ...item.verdicts.map(({ check, verdict, reason }) => `  ${verdict.padEnd(6)} ${reason} (${check})`),
        ];
  return [
    `${item.kind} ${item.id}${item.sampled ? '' : ' (not of the sample)'}`,
    `  asks   ${excerpt(item.query, LENGTH)}`,
    ...said,
    ...item.decisions.map(
      ({ decision, by, note }) =>
        `  ${decision} by ${by}${note === undefined ? '' : `: ${excerpt(note, LENGTH)}`}`,
    ),
  ];
}
