/**
 * When the context is made smaller is as recorded, because it hangs on time and on what providers counted; what it is
 * made to is worked out anew. Of the summaries the recorded text is played.
 */
import type { CompactionPolicy } from '@nex/agent';
import { type Model, type ModelReply, NexError, NO_USAGE, textMessage, textOf } from '@nex/core';
import type { Playback } from './playback.ts';
import type { CompactionRow } from './read-tree-record.ts';

/** Begins the request for a summary that has no other before it. */
const FIRST_PIECE = 'Conversation:\n';

export function playedCompaction(policy: CompactionPolicy, playback: Playback): CompactionPolicy {
  return {
    ...policy,
    summaryModel: playedSummaries(playback),
    get auto() {
      return playback.compactionHere('regular') !== undefined;
    },
    // Any time is enough: `auto` says when.
    idleMs: 0,
  };
}

function playedSummaries(playback: Playback): Model {
  let compaction: CompactionRow | undefined;
  let summaries = 0;
  return {
    name: 'summaries',
    provider: '',
    async call({ messages }): Promise<ModelReply> {
      const here = playback.compactionHere('regular') ?? playback.compactionHere('emergency');
      if (!here) throw new NexError('unavailable', 'The log has no summary here.');
      const isNew = here !== compaction;
      if (isNew) {
        compaction = here;
        summaries = 0;
      }
      const question = messages.at(-1);
      if (question && textOf(question).startsWith(FIRST_PIECE)) summaries += 1;
      const made = here.report.stages.filter((stage) => stage === 'summarize' || stage === 'drop');
      if (made[Math.min(summaries, made.length) - 1] !== 'summarize') {
        throw new NexError('unavailable', 'There was no summary.');
      }
      const text = summaryAt(playback, here);
      return {
        message: textMessage('assistant', text),
        finishReason: 'stop',
        usage: isNew ? here.usage : NO_USAGE,
        model: '',
      };
    },
  };
}

/** The summary stands below the head of the first message that the compaction wrote. */
function summaryAt({ record }: Playback, { seq }: CompactionRow): string {
  const written = record.messages[seq]?.message;
  const text = written ? textOf(written) : '';
  return text.slice(text.indexOf('\n\n') + 2);
}
