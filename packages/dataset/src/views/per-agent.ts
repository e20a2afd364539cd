/** A row per run and conversation of it, parents before the sub-agents that they called. */
import type { Sample } from '@nex/core';
import type { RowSource } from './conversation.ts';
import type { Conversations, LeafOptions } from './leaves.ts';
import { omittedLeaves, rootIndex, rowId } from './root.ts';

export function perAgentRows(
  sample: Sample,
  options: LeafOptions,
  conversations: Conversations,
): RowSource[] {
  const root = rootIndex(sample);
  const rows = conversations.of(options).flatMap((leaves, index) =>
    leaves.map((conversation): RowSource => {
      const base = index === root ? sample.id : `${sample.id}/${conversation.run.runId}`;
      return { id: rowId(base, conversation), sample, conversation, beside: [], losses: {} };
    }),
  );
  const [first] = rows;
  if (first && !options.earlierLeaves) first.losses = omittedLeaves(sample);
  return rows;
}
