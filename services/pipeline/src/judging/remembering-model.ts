/**
 * A model whose answers are rows before anybody sees them. What was answered once for the same request is answered from
 * the row, so that a build that was killed pays for nothing twice.
 */
import type { Model, ModelReply, ModelRequest } from '@nex/core';
import { digestJson } from '@nex/core/digest';
import { type JudgeAnswer, StoredReply } from '../store/judge-answers.ts';
import type { Aside } from '../synthesis/call-lanes.ts';

export interface Memory {
  known(model: string, requestDigest: string): StoredReply | undefined;
  save(answer: JudgeAnswer): Promise<void>;
  /** Waits until a call may be made. */
  call<T>(work: (aside: Aside) => Promise<T>): Promise<T>;
}

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
        const reply = StoredReply.parse(await model.call(request, { ...options, aside }));
        const durationMs = Math.round(performance.now() - startedAt);
        const question = request.responseSchema?.name ?? '';
        await memory.save({ model: name, question, requestDigest, reply, durationMs });
        return reply;
      });
    },
  };
}

function digestOf({ messages, responseSchema, sampling }: ModelRequest): string {
  return digestJson([messages, responseSchema, sampling]);
}
