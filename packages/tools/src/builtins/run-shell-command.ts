/** Runs a line of shell in the sandbox, to its end or in the background. A failure shows the exit code and both streams. */
import { stat } from 'node:fs/promises';
import { errorOutcome, type JsonObject, type ToolOutcome } from '@nex/core';
import * as z from 'zod';
import { defineBuiltin } from '../builtin-tool.ts';
import { formatShell } from '../formatters/shell.ts';
import type { Workspace } from '../workspace.ts';
import { commandOutcome } from './command-outcome.ts';

const MAX_COMMAND_CHARS = 100_000;

export const runShellCommand = defineBuiltin({
  name: 'run_shell_command',
  description:
    'Runs a shell command in the workspace and returns what it printed; when it fails, also the exit code and both ' +
    'streams. Long output is cut in the middle, and the whole is a file that the result names. Processes that a ' +
    'command leaves behind with "&" end with it: for servers and watchers, set "is_background".',
  args: z.object({
    command: z
      .string()
      .max(MAX_COMMAND_CHARS)
      .refine((text) => text.trim() !== '' && !text.includes('\0'), 'must be a command')
      .describe('The command, as the shell reads it.'),
    description: z.string().optional().describe('What the command does, in a sentence, for the user.'),
    is_background: z
      .boolean()
      .optional()
      .describe('Starts the command and returns at once with the id of the background task. Default: false.'),
    dir_path: z.string().optional().describe('Folder of the workspace to run it in. Default: /workspace.'),
  }),
  repeatable: false,
  async execute({ command, is_background = false, dir_path }, environment, { signal }) {
    const place = await findFolder(environment.workspace, dir_path);
    if ('outcome' in place) return place.outcome;
    const sandbox = await environment.sandbox();
    if (!is_background) return commandOutcome(await sandbox.run(command, { signal, cwd: place.cwd }));
    const task = await sandbox.startBackground(command, { cwd: place.cwd });
    const structured: JsonObject = { background_pid: task.id, output_file: task.outputFile };
    const text = formatShell(structured, { toolName: 'run_shell_command', isError: false });
    return { content: [{ type: 'text', text }], isError: false, structured };
  },
});

async function findFolder(
  workspace: Workspace,
  path = '',
): Promise<{ cwd: string } | { outcome: ToolOutcome }> {
  const found = await workspace.resolve(path === '' ? '.' : path);
  if (!found.ok) return { outcome: errorOutcome('denied', found.reason) };
  const isFolder = await stat(found.hostPath).then(
    (it) => it.isDirectory(),
    () => false,
  );
  if (isFolder) return { cwd: found.shownPath };
  const text = `DIRECTORY_NOT_FOUND: There is no directory ${found.shownPath}.`;
  return { outcome: errorOutcome('tool_error', text) };
}
