/** A row per conversation of the root; the sub-agents' conversations stand beside the root's last one. */
import { NexError, type Sample } from '@nex/core';
import type { Losses } from '../losses/losses.ts';
import type { Conversation, RowSource } from './conversation.ts';
import type { Conversations, LeafOptions } from './leaves.ts';

export function rootRows(sample: Sample, options: LeafOptions, conversations: Conversations): RowSource[] {
  const root = rootIndex(sample);
  const all = conversations.of(options);
  const own = all[root] ?? [];
  const others = all.filter((_, index) => index !== root);
  return own.map((conversation, index): RowSource => {
    const isLast = index === own.length - 1;
    return {
      id: rowId(sample.id, conversation),
      sample,
      conversation,
      beside: isLast ? others.flat() : [],
      losses: isLast && !options.earlierLeaves ? omittedLeaves(sample) : {},
    };
  });
}

/** Where the root stands among the runs. Throws `invalid_request` when it is not there. */
export function rootIndex({ trajectory }: Sample): number {
  const index = trajectory.runs.findIndex((run) => run.runId === trajectory.rootRunId);
  if (index < 0) throw new NexError('invalid_request', 'The trajectory does not hold its root run.');
  return index;
}

/** The id of a run's last conversation is the base itself. */
export function rowId(base: string, { leaf, leaves }: Conversation): string {
  return leaf === leaves - 1 ? base : `${base}/leaf-${leaf}`;
}

export function omittedLeaves({ trajectory }: Sample): Losses {
  const count = trajectory.runs.reduce((sum, run) => sum + (run.earlierLeaves?.length ?? 0), 0);
  return count > 0 ? { earlier_leaves: count } : {};
}
