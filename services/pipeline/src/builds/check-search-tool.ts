/** Whether the tool that grounds queries is there, has its key, and can search. */
import { NexError } from '@nex/core';
import type { PipelineContext } from '../context.ts';
import type { BuildSpec } from '../store/build-row.ts';
import { argumentsOf } from '../web-search/search-arguments.ts';
import { planSearchTool } from '../web-search/tool-search.ts';

const WHERE = 'synthesis.websearchTool';
const HINT =
  'Name a tool that searches, with the arguments that it takes: nex catalogue list shows the servers.';

/** Calls nothing. Throws `build_invalid` with the field as its place, and `unavailable` when the runtime is away. */
export async function checkSearchTool(
  { runtime }: Pick<PipelineContext, 'runtime'>,
  { synthesis }: Pick<BuildSpec, 'synthesis'>,
  signal: AbortSignal,
): Promise<void> {
  const searchTool = synthesis?.websearchTool;
  if (!searchTool) return;
  try {
    const plan = await planSearchTool(runtime, searchTool, signal);
    const { server, tool } = searchTool;
    const args = argumentsOf(plan, 'weather', synthesis.websearchMaxResults);
    await runtime.getTool({ server, tool, argumentsJson: JSON.stringify(args) }, { signal });
  } catch (thrown) {
    if (!(thrown instanceof NexError) || thrown.retryable || signal.aborted) throw thrown;
    const { message, hint = HINT } = thrown;
    throw new NexError('build_invalid', message, { where: WHERE, hint, cause: thrown });
  }
}

/** Settings of grounding that come to nothing. `hasEngine`: the platform has a search engine of its own. */
export function groundingWarnings({ synthesis }: Pick<BuildSpec, 'synthesis'>, hasEngine: boolean): string[] {
  const { websearchProb = 0, websearchTool } = synthesis ?? {};
  if (websearchProb > 0 && !websearchTool && !hasEngine) {
    return [
      'Queries are not grounded: the pipeline has no SERPER_API_KEY, and synthesis.websearchTool names no tool.',
    ];
  }
  return websearchProb === 0 && websearchTool
    ? ['Nothing is searched with synthesis.websearchTool: synthesis.websearchProb is 0.']
    : [];
}
