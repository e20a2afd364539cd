/** `nex replay`: a finished run executed again from its log, without model and tools, and compared with it. */
import type { Replay, ReplayedRun } from '@nex/core';
import { EXIT } from '../exit-code.ts';
import { tableLines } from '../output/table.ts';
import { count } from '../output/text.ts';
import type { CommandDefinition } from './command.ts';

export const replay: CommandDefinition = (program, runner) =>
  program
    .command('replay')
    .description('execute a finished run again from its log, without effect, and compare')
    .argument('<run>', 'id of a run that is not below another')
    .addHelpText('after', '\nExit code 1 when the replay differs from the log.')
    .action((id: string, _, command) =>
      runner(command, async (context) => {
        const client = await context.client();
        const report = await client.runs.replay(id, { signal: context.signal });
        context.print(report, replayLines);
        return report.identical ? EXIT.ok : EXIT.failure;
      }),
    );

/** A row per run; then what came of it. */
export function replayLines(report: Replay): string[] {
  const rows = report.runs.map((run) => [
    run.runId,
    run.agent,
    count(run.messages),
    count(run.modelCalls),
    count(run.toolCalls),
    stateOf(run),
  ]);
  return [
    ...tableLines(['run', 'agent', 'messages', 'model calls', 'tool calls', 'replay'], rows),
    '',
    ...(report.identical ? [`identical  ${report.digest}`] : report.runs.flatMap(differenceLines)),
  ];
}

function stateOf({ identical, stopped }: ReplayedRun): string {
  const end = stopped ? `, ended from outside (${stopped.stopReason})` : '';
  return `${identical ? 'identical' : 'different'}${end}`;
}

function differenceLines({ runId, agent, difference }: ReplayedRun): string[] {
  if (!difference) return [];
  return [
    `different  ${agent} (${runId}) at ${difference.at}`,
    `  log:    ${difference.expected}`,
    `  replay: ${difference.actual}`,
  ];
}
