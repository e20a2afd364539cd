/**
 * A model whose answers are rows before anybody sees them. What was answered once for the same request is answered from
 * the row, so that a build that was killed pays for nothing twice.
 */
import { type Model, type ModelReply, type ModelRequest, NexError } from '@nex/core';
import { digestJson } from '@nex/core/digest';
import { type JudgeAnswer, StoredReply } from '../store/judge-answers.ts';
import type { Aside } from '../synthesis/call-lanes.ts';
import { isRefused } from '../synthesis/refused-request.ts';

export interface Memory {
  known(model: string, requestDigest: string): StoredReply | undefined;
  save(answer: JudgeAnswer): Promise<void>;
  /** Whether the model has answered that question before, about any run of the build. */
  answered(model: string, question: string): boolean;
  /** Waits until a call may be made. */
  call<T>(work: (aside: Aside) => Promise<T>): Promise<T>;
}

/**
 * Throws `model_bad_output` for a request that the server refuses for what is in it: others of its form were answered, so
 * the build goes on without that answer. Where none was, the refusal is thrown as it is.
 */
export function rememberingModel(model: Model, memory: Memory): Model {
  const { name, provider } = model;
  return {
    name,
    provider,
    async call(request, options): Promise<ModelReply> {
      const requestDigest = digestOf(request);
      const known = memory.known(name, requestDigest);
      if (known) return known;
      return memory.call(async (aside) => {
        options.signal.throwIfAborted();
        const startedAt = performance.now();
        const question = request.responseSchema?.name ?? '';
        const answer = await model.call(request, { ...options, aside }).catch((thrown: unknown) => {
          throw isRefused(thrown) && memory.answered(name, question) ? unanswered(thrown) : thrown;
        });
        const reply = StoredReply.parse(answer);
        const durationMs = Math.round(performance.now() - startedAt);
        await memory.save({ model: name, question, requestDigest, reply, durationMs });
        return reply;
      });
    },
  };
}

function unanswered(cause: NexError): NexError {
  const { message, hint } = cause;
  return new NexError('model_bad_output', message, { ...(hint !== undefined && { hint }), cause });
}

function digestOf({ messages, responseSchema, sampling }: ModelRequest): string {
  return digestJson([messages, responseSchema, sampling]);
}
