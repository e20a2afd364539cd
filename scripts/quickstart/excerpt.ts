/** A short look at one kept trajectory: the question, the calls, the answer. */
import { excerpt } from '@nex/cli';
import type { Client } from '@nex/client';
import { type TrajectoryRun, textOf, toolCallsOf } from '@nex/core';
import { OpenAiChatRow, readLines } from '@nex/dataset';

const MOST_CALLS = 6;

/** Lines to print; none when the data set holds no row that can be read. */
export async function excerptLines(
  client: Client,
  folder: string,
  files: readonly string[],
): Promise<string[]> {
  const path = files.find((name) => name.startsWith('data/') && name.endsWith('.jsonl'));
  if (path === undefined) return [];
  const row = await richestRow(`${folder}/${path}`);
  if (row === undefined) return [];
  const { runs } = await client.runs.trajectory(row.lineage.run_id);
  const root = runs[0];
  if (root === undefined) return [];
  const width = Math.max('user'.length, ...runs.map((run) => run.agent.length));
  const line = (who: string, what: string) => `  ${who.padEnd(width)}  ${what}`;
  const calls = runs.flatMap((run) => callTexts(run).map((text) => line(run.agent, text)));
  return [
    `One of the kept trajectories (${row.lineage.run_id}, ${row.difficulty}):`,
    line('user', excerpt(row.query, 150)),
    ...calls.slice(0, MOST_CALLS),
    ...(calls.length > MOST_CALLS ? [line('…', `${calls.length - MOST_CALLS} calls more`)] : []),
    line(root.agent, excerpt(root.response, 200)),
  ];
}

/** Among the first rows the one with the most sub-agents: it shows most. */
async function richestRow(file: string): Promise<OpenAiChatRow | undefined> {
  let best: OpenAiChatRow | undefined;
  let read = 0;
  for await (const line of readLines(file)) {
    const row = OpenAiChatRow.safeParse(JSON.parse(line));
    if (row.success && row.data.sub_agents.length > (best?.sub_agents.length ?? -1)) best = row.data;
    read += 1;
    if (read >= 50) break;
  }
  return best;
}

function callTexts(run: TrajectoryRun): string[] {
  return run.messages
    .filter((message) => message.role === 'assistant')
    .flatMap((message) => toolCallsOf(message))
    .map((call) => {
      const result = run.messages.find((message) =>
        message.content.some((block) => block.type === 'tool_result' && block.toolCallId === call.id),
      );
      const answer = result?.content.find((block) => block.type === 'tool_result');
      const shown = answer ? ` → ${excerpt(textOf(answer), 60)}` : '';
      return `${call.name}(${excerpt(call.argumentsText, 70)})${shown}`;
    });
}
