/** A batch as lines: counts, cost, and its grid as a table with what is empty in it. */
import { addUsage, BATCH_MEMBER_STATES, type FrameworkBatch, type FrameworkBatchMember } from '@nex/core';
import { tableLines } from './table.ts';
import { count, excerpt, plural } from './text.ts';

/** Rows of the grid that are shown; the others are counted. */
const ROWS = 40;

export function batchLines(batch: FrameworkBatch): string[] {
  const { counts, usage, grid } = batch;
  const used = addUsage(usage.sentences, usage.frameworks);
  const states = BATCH_MEMBER_STATES.filter((state) => counts[state] > 0);
  return [
    `batch ${batch.id}${batch.name === undefined ? '' : ` (${batch.name})`}: ${batch.state}`,
    `${plural(batch.asked, 'framework')} asked for: ${states.map((state) => `${count(counts[state])} ${state}`).join(', ')}`,
    `${plural(used.modelCalls, 'model call')}, ${count(used.inputTokens + used.outputTokens)} tokens` +
      (used.costUsd === undefined ? '' : `, $${used.costUsd.toFixed(2)}`),
    ...(batch.failure ? [`failed: ${batch.failure.message}`] : []),
    ...(grid ? ['', ...gridLines(grid)] : []),
  ];
}

function gridLines(grid: NonNullable<FrameworkBatch['grid']>): string[] {
  const { cells, empty, space, covered } = grid;
  const rows = cells.map((cell) => [
    cell.nodeBand,
    String(cell.depth),
    cell.pattern,
    String(cell.count),
    cell.domains.join(' ') || '-',
  ]);
  const gaps = empty.map((shape) => [
    shape.nodeBand,
    String(shape.depth),
    shape.pattern,
    shape.domains.join(' '),
  ]);
  return [
    ...some(['nodes', 'depth', 'pattern', 'frameworks', 'tool domains'], rows),
    '',
    `${count(covered)} of ${plural(space, 'asked-for place')} (shape × tool domain) taken; empty:`,
    ...some(['nodes', 'depth', 'pattern', 'tool domains'], gaps),
  ];
}

function some(header: string[], rows: string[][]): string[] {
  const rest = rows.length - ROWS;
  return [
    ...tableLines(header, rows.slice(0, ROWS)),
    ...(rest > 0 ? [`and ${plural(rest, 'more row')} (--json has all)`] : []),
  ];
}

export function memberLines(members: readonly FrameworkBatchMember[]): string[] {
  return tableLines(
    ['index', 'state', 'framework', 'cell or reason', 'sentence'],
    members.map((member) => [
      String(member.index),
      member.state,
      member.frameworkId ?? '-',
      reason(member),
      excerpt(member.sentence ?? '-', 70),
    ]),
  );
}

function reason({ cloneOf, similarity, failure, cell }: FrameworkBatchMember): string {
  if (cloneOf !== undefined) return `${cloneOf} (${similarity?.similarity.toFixed(2) ?? '?'})`;
  return failure ? failure.code : (cell?.key ?? '-');
}
