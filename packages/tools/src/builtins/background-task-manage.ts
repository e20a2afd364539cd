/** Shows, lists and kills the background tasks of the sandbox. */
import { constants, open } from 'node:fs/promises';
import { errorOutcome, type JsonObject, type ToolOutcome, textOutcome } from '@nex/core';
import * as z from 'zod';
import { defineBuiltin } from '../builtin-tool.ts';
import type { BackgroundTask } from '../sandbox/sandbox.ts';
import { lastChars, plainText } from '../sandbox/shown-text.ts';
import type { Workspace } from '../workspace.ts';
import { wholeNumbers } from './whole-numbers.ts';

/** End of the output that a status shows. */
const SHOWN_BYTES = 10_000;

export const backgroundTaskManage = defineBuiltin({
  name: 'background_task_manage_tool',
  description:
    'Manages the commands that run in the background: "list" shows all, "status" shows one with the end of its output, ' +
    '"kill" ends one.',
  args: z.object({
    action: z.enum(['status', 'kill', 'list']).describe('What to do.'),
    pid: z.number().int().optional().describe('Id of the task. Needed for "status" and "kill".'),
  }),
  adapt: (args) => wholeNumbers(args, ['pid']),
  repeatable: true,
  async execute({ action, pid }, environment) {
    const sandbox = await environment.sandbox();
    const tasks = sandbox.background();
    if (action === 'list') return listOutcome(tasks);
    if (pid === undefined)
      return errorOutcome('invalid_arguments', `Invalid arguments: "${action}" needs a pid.`);
    const task = tasks.find(({ id }) => id === pid);
    if (task === undefined)
      return errorOutcome('tool_error', `TASK_NOT_FOUND: There is no background task ${pid}.`);
    if (action === 'status') return statusOutcome(task, environment.workspace);
    const killed = await sandbox.killBackground(pid);
    return textOutcome(
      killed ? `Background task ${pid} was killed.` : `Background task ${pid} has ended already.`,
    );
  },
});

function listOutcome(tasks: readonly BackgroundTask[]): ToolOutcome {
  const text = tasks.map((task) => `${task.id}: ${describe(task)}: ${task.command}`).join('\n');
  const structured = { tasks: tasks.map(asJson) };
  return {
    content: [{ type: 'text', text: text === '' ? 'There are no background tasks.' : text }],
    isError: false,
    structured,
  };
}

async function statusOutcome(task: BackgroundTask, workspace: Workspace): Promise<ToolOutcome> {
  const { text, isWhole } = await endOfFile(task.outputFile, workspace);
  const output = text === '' ? '(empty)' : text;
  const heading = isWhole ? 'Output:' : `End of the output; the whole is in ${task.outputFile}:`;
  return {
    content: [{ type: 'text', text: `Background task ${task.id}: ${describe(task)}\n${heading}\n${output}` }],
    isError: false,
    structured: { ...asJson(task), output },
  };
}

function describe({ state, exitCode, limit }: BackgroundTask): string {
  if (state === 'exited') return `exited with code ${exitCode}${limit === 'memory' ? ', out of memory' : ''}`;
  return state === 'killed' && limit !== undefined ? `killed at its ${limit} limit` : state;
}

function asJson(task: BackgroundTask): JsonObject {
  const { id, command, state, exitCode, startedAt, outputFile, limit } = task;
  return {
    pid: id,
    command,
    status: state,
    exit_code: exitCode,
    started_at: startedAt,
    output_file: outputFile,
    ...(limit !== undefined && { limit }),
  };
}

async function endOfFile(
  shownPath: string,
  workspace: Workspace,
): Promise<{ text: string; isWhole: boolean }> {
  const path = await workspace.resolve(shownPath);
  if (!path.ok) return { text: '', isWhole: false };
  await using file = await open(path.hostPath, constants.O_RDONLY | constants.O_NOFOLLOW);
  const { size } = await file.stat();
  const start = Math.max(0, size - SHOWN_BYTES);
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(size - start), position: start });
  const text = new TextDecoder().decode(buffer.subarray(0, bytesRead));
  return { text: plainText(lastChars(text, SHOWN_BYTES)), isWhole: start === 0 };
}
