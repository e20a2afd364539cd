/** Whether the cassette of a build is there: one that is to be played only is never made. */
import { NexError } from '@nex/core';
import type { PipelineContext } from '../context.ts';
import type { BuildSpec } from '../store/build-row.ts';

/** Throws `not_found` with the field as its place. */
export async function checkCassette(
  { runtime }: Pick<PipelineContext, 'runtime'>,
  { tools }: Pick<BuildSpec, 'tools'>,
  signal: AbortSignal,
): Promise<void> {
  if (tools?.cassette?.mode !== 'strict') return;
  const { name } = tools.cassette;
  try {
    await runtime.getCassette({ name }, { signal });
  } catch (thrown) {
    if (!(thrown instanceof NexError) || thrown.code !== 'not_found') throw thrown;
    throw new NexError('not_found', thrown.message, {
      where: 'tools.cassette.name',
      hint: 'GET /v1/cassettes lists them. A build with the mode record makes one.',
    });
  }
}
