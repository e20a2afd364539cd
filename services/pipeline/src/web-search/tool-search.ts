/** Searches the web with a tool of the catalogue, which the runtime calls as it calls those of agents. */
import { NexError, type SynthesisSpec, ToolCallAnswer, ToolDefinition, textOf } from '@nex/core';
import type { WebSearch } from '../enhancers/web.ts';
import type { Peers } from '../stages/stage.ts';
import { readHits } from './read-hits.ts';
import { argumentsOf, planSearch, type SearchPlan } from './search-arguments.ts';

export type SearchTool = NonNullable<SynthesisSpec['websearchTool']>;
type Runtime = Pick<Peers['runtime'], 'getTool' | 'callTool'>;

/** Above what the runtime gives a server to start and answer. */
const CALL_TIMEOUT_MS = 65_000;

/** Asks the runtime what the tool takes with the first search. */
export function createToolSearch(runtime: Runtime, searchTool: SearchTool): WebSearch {
  const { server, tool } = searchTool;
  let planned: Promise<SearchPlan> | undefined;
  return {
    name: `${server}/${tool}`,
    async find(query, { count, signal }) {
      planned ??= planSearchTool(runtime, searchTool, signal);
      const plan = await planned.catch((thrown: unknown) => {
        planned = undefined;
        throw thrown;
      });
      const argumentsJson = JSON.stringify(argumentsOf(plan, query, count));
      const options = { signal, timeoutMs: CALL_TIMEOUT_MS };
      const { answerJson } = await runtime.callTool({ server, tool, argumentsJson }, options);
      const answer = ToolCallAnswer.parse(JSON.parse(answerJson));
      if (foundNothing(answer)) return [];
      if (answer.isError) throw failureOf(answer, `${server}/${tool}`);
      return readHits(answer).slice(0, count);
    },
  };
}

/** Throws `build_invalid` for a tool that no search can be made with, and what the runtime says of it. */
export async function planSearchTool(
  runtime: Pick<Runtime, 'getTool'>,
  { server, tool, arguments: fixed }: SearchTool,
  signal: AbortSignal,
): Promise<SearchPlan> {
  const options = { signal, timeoutMs: CALL_TIMEOUT_MS };
  const { definitionJson } = await runtime.getTool({ server, tool }, options);
  const found = planSearch(ToolDefinition.parse(JSON.parse(definitionJson)).inputSchema, fixed);
  if ('plan' in found) return found.plan;
  throw new NexError('build_invalid', `The tool ${server}/${tool} cannot search: it ${found.unfit}.`, {
    hint: 'Name a tool that takes the text of a search, and under arguments what else it demands.',
  });
}

/** Some servers call it an error. */
function foundNothing(answer: ToolCallAnswer): boolean {
  return answer.isError && /^\s*no (?:\w+ )?results?\b/i.test(textOf(answer));
}

const MOST_TOLD = 300;

function failureOf(answer: ToolCallAnswer, name: string): NexError {
  const code = answer.errorKind === 'infrastructure' ? 'tool_unavailable' : 'unavailable';
  const told = textOf(answer).slice(0, MOST_TOLD).toWellFormed();
  return new NexError(code, `The tool ${name} failed: ${told}`);
}
