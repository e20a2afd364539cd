/** A model that gives the recorded answers, and looks whether it is asked what the recorded model was asked. */
import { estimateTokens } from '@nex/agent';
import { type Message, type Model, type ModelReply, NexError, NO_USAGE, type Usage } from '@nex/core';
import { firstDifference } from './first-difference.ts';
import type { Playback } from './playback.ts';

export interface PlayedModelOptions {
  playback: Playback;
  /** The conversation in the log that ends with that message; empty for `null`. */
  conversationTo(messageId: string | null): readonly Message[];
  /** Told when the size of the context after that answer is not what the answer says: a worker died, and the next estimated it. */
  onEstimated(iteration: number): void;
}

export function playedModel({ playback, conversationTo, onEstimated }: PlayedModelOptions): Model {
  const { record, produced, answers } = playback;
  const { steps, run } = record;
  let discarded: number | undefined;
  return {
    name: run.model ?? '',
    provider: run.provider ?? '',
    async call({ messages }): Promise<ModelReply> {
      if (playback.compactionHere('emergency')) {
        throw new NexError('context_overflow', 'The conversation is too long for the model.');
      }
      const iteration = produced.steps.length + 1;
      const step = steps[iteration - 1];
      const answer = answers[iteration - 1];
      if (step && !answer) {
        const at = `messages[${produced.messages.length}]`;
        playback.note({ at, expected: `answer ${iteration}, of which there is a record`, actual: 'nothing' });
      }
      if (!step || !answer) throw NexError.fromFailure(run.failure ?? { code: 'internal', message: '' });
      const asked = conversationTo(answer.predecessor);
      playback.note(firstDifference(`answers[${iteration}].request`, asked, messages));
      const { finish_reason: finishReason, model, provider, tokens, usage } = step;
      const contextTokens = sizeInLog(playback, answer.seq, iteration);
      const own = contextTokens === undefined ? usage : lastOf(usage, contextTokens);
      if (!own) onEstimated(iteration);
      const rest = own && own !== usage ? minus(usage, own) : undefined;
      if (rest && discarded !== iteration) {
        // Answers that came to nothing are booked on the one that is kept.
        discarded = iteration;
        const nothing: Message = { role: 'assistant', content: [] };
        return { message: nothing, finishReason: 'unknown', usage: rest, model };
      }
      return {
        message: answer.message,
        finishReason,
        usage: rest && own ? own : usage,
        model,
        ...(provider === null ? {} : { provider }),
        ...(tokens ? { tokens } : {}),
      };
    },
  };
}

/** Size of the context with that answer, as the compaction of the same turn found it; `undefined` when there is none. */
function sizeInLog({ record }: Playback, seq: number, iteration: number): number | undefined {
  const next = record.compactions.find((one) => one.seq > seq);
  if (next?.iteration !== iteration) return undefined;
  const since = record.messages.filter((row) => row.seq > seq && row.seq < next.seq);
  return (
    next.report.tokensBefore -
    estimateTokens(
      since.map((row) => row.message),
      [],
    )
  );
}

/** The part of the usage that makes that size; `undefined` when none does. */
function lastOf(usage: Usage, contextTokens: number): Usage | undefined {
  const total = usage.inputTokens + usage.outputTokens;
  if (contextTokens === total) return usage;
  if (usage.modelCalls < 2 || contextTokens <= 0 || contextTokens > total) return undefined;
  const outputTokens = Math.min(usage.outputTokens, contextTokens);
  return { ...NO_USAGE, inputTokens: contextTokens - outputTokens, outputTokens, modelCalls: 1 };
}

function minus(usage: Usage, own: Usage): Usage {
  return {
    ...usage,
    inputTokens: usage.inputTokens - own.inputTokens,
    outputTokens: usage.outputTokens - own.outputTokens,
    modelCalls: usage.modelCalls - own.modelCalls,
  };
}
