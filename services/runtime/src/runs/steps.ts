/**
 * What of a tree would be lost if its worker stopped in the middle: model answers, which are paid for, and calls of tools
 * that may not be repeated. A worker that is asked to stop begins no more of these, waits for those under way, and stops
 * once they are on record. Whoever takes the run up then finds nothing half done.
 */
import type { Model } from '@nex/core';
import type { RunRecorder } from './recorder.ts';

export interface Steps extends Disposable {
  /** Asked to stop: interrupts when nothing is under way, at the latest when the time is over. */
  stop(reason: unknown): void;
  /** The run's model; an answer is under way until it is recorded. */
  watchModel(runId: string, model: Model): Model;
  watchRecorder(runId: string, recorder: RunRecorder): RunRecorder;
  /** Nothing of the run is under way any more. */
  endRun(runId: string): void;
}

export interface StepsOptions {
  /** Longest wait for what is under way, in ms. */
  drainMs: number;
  /** Aborts when the work on the tree is interrupted, or stopped otherwise. */
  signal: AbortSignal;
  interrupt(reason: unknown): void;
}

export function createSteps({ drainMs, signal, interrupt }: StepsOptions): Steps {
  /** Id of a run → the ids of its calls, and `model`. */
  const underWay = new Map<string, Set<string>>();
  let stopping: { reason: unknown } | undefined;
  let timer: NodeJS.Timeout | undefined;

  const interruptWhenDone = () => {
    if (stopping && underWay.size === 0) interrupt(stopping.reason);
  };
  const end = (runId: string, step?: string) => {
    const steps = underWay.get(runId);
    if (step !== undefined) steps?.delete(step);
    if (step === undefined || steps?.size === 0) underWay.delete(runId);
    interruptWhenDone();
  };
  /** Rejects when the worker stops before the step could begin. */
  const begin = async (runId: string, step: string) => {
    if (!stopping) {
      const steps = underWay.get(runId);
      if (steps) steps.add(step);
      else underWay.set(runId, new Set([step]));
      return;
    }
    end(runId, step);
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
    signal.throwIfAborted();
  };
  return {
    stop(reason) {
      stopping = { reason };
      timer = setTimeout(() => interrupt(reason), drainMs);
      interruptWhenDone();
    },
    endRun: (runId) => end(runId),
    watchModel: (runId, model) => ({
      name: model.name,
      provider: model.provider,
      async call(request, options) {
        await begin(runId, 'model');
        try {
          return await model.call(request, options);
        } catch (thrown) {
          end(runId, 'model');
          throw thrown;
        }
      },
    }),
    watchRecorder: (runId, recorder) => ({
      ...recorder,
      get inboxWaits() {
        return recorder.inboxWaits;
      },
      async beginCall(call, options) {
        if (options.repeatable) return recorder.beginCall(call, options);
        await begin(runId, call.id);
        const state = await recorder.beginCall(call, options);
        if (state.state !== 'new') end(runId, call.id);
        return state;
      },
      async endCall(ended) {
        await recorder.endCall(ended);
        end(runId, ended.call.id);
      },
      async recordResults(messages, ended) {
        await recorder.recordResults(messages, ended);
        for (const { call } of ended) end(runId, call.id);
      },
      async recordReply(reply) {
        await recorder.recordReply(reply);
        end(runId, 'model');
      },
    }),
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
