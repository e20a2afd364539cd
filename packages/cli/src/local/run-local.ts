/** `nex run --local`: one message to an agent file, its answer on standard output. */
import { join } from 'node:path';
import type { RunLimits } from '@nex/core';
import { type OpenLocalAgentOptions, resultJson } from '@nex/local-agent';
import type { Context } from '../context.ts';
import { missingNote } from '../output/missing-note.ts';
import { terminalDesk } from './ask-permission.ts';
import { createLineReader, type LineReader } from './line-reader.ts';
import type { LocalOptions } from './local-options.ts';
import { openLocal } from './open-local.ts';
import { exitCodeOfRun, runTurn } from './run-turn.ts';
import { createRunView } from './run-view.ts';

/** Tool calls are shown as they end, the answer once it is there. The exit code is that of the run. */
export async function runLocal(
  context: Context,
  file: string,
  input: string,
  options: LocalOptions & {
    verbose?: boolean;
    agent?: string;
    limits?: RunLimits;
    tools?: OpenLocalAgentOptions['tools'];
  },
): Promise<number> {
  const { verbose = false } = options;
  using stack = new DisposableStack();
  let opened: LineReader | undefined;
  const reader = () => (opened ??= stack.use(createLineReader(context)));
  const view = createRunView(context, { streamText: false, verbose });
  await using local = await openLocal(context, options.agent ? join(file, options.agent) : file, options, {
    emit: view.emit,
    permissions: terminalDesk(context, reader, () => view.breakLine()),
    ...(options.limits ? { limits: options.limits } : {}),
    ...(options.tools ? { tools: options.tools } : {}),
  });
  const result = await runTurn(context, local.agent, input, () => view.breakLine());
  if (context.json) context.print(resultJson(result), () => []);
  else view.finish(result);
  if (result.missingCalls) context.note(missingNote(result.missingCalls));
  return exitCodeOfRun(result);
}
