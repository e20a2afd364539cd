/** Follows the making of a framework to its end. */
import type { Client } from '@nex/client';
import { type Framework, NexError } from '@nex/core';
import type { Progress, StageView } from '../output/progress.ts';

/** The ready framework. Throws its failure, or `cancelled`. */
export async function followFramework(
  client: Client,
  id: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<Framework> {
  let last: Framework | undefined;
  for await (const framework of client.frameworks.events(id, { signal })) {
    last = framework;
    progress.update([stageOf(framework)]);
  }
  if (last?.state === 'ready') return last;
  if (last?.failure) throw NexError.fromFailure(last.failure);
  throw new NexError('cancelled', 'The framework was cancelled.', { where: id });
}

function stageOf(framework: Framework): StageView {
  const { steps, state } = framework;
  const ended = state !== 'queued' && state !== 'running';
  return {
    name: 'generate-framework',
    state: state === 'ready' ? 'done' : state === 'queued' ? 'queued' : ended ? 'failed' : 'running',
    done: steps.filter((step) => step.state === 'done').length,
    total: steps.length,
    startedAt: steps[0]?.startedAt ?? framework.createdAt,
    finishedAt: framework.finishedAt,
  };
}
