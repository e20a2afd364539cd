/** What a model reads of a command that has ended, and the same as structure. */
import type { JsonObject, ToolOutcome } from '@nex/core';
import { formatShell } from '../formatters/shell.ts';
import type { CommandLimit, CommandResult } from '../sandbox/sandbox.ts';

const ENDED_BY: Readonly<Record<CommandLimit, string>> = {
  time: 'The sandbox ended the command: it ran longer than its time limit.',
  memory: 'The command ran out of memory: the sandbox has no more to give.',
  output: 'The sandbox ended the command: it printed more than may be kept.',
};

export function commandOutcome(result: CommandResult): ToolOutcome {
  const { exitCode, limit, outputFiles } = result;
  const isError = exitCode !== 0 || (limit !== undefined && limit !== 'memory');
  const structured: JsonObject = {
    exit_code: exitCode,
    stdout: result.stdout,
    stderr: result.stderr,
    duration_ms: result.durationMs,
    ...(isError && limit !== undefined && { ended_by: ENDED_BY[limit] }),
    ...(outputFiles?.stdout !== undefined && { stdout_file: outputFiles.stdout }),
    ...(outputFiles?.stderr !== undefined && { stderr_file: outputFiles.stderr }),
  };
  const text = formatShell(structured, { toolName: '', isError });
  return {
    content: [{ type: 'text', text }],
    isError,
    ...(isError && { errorKind: 'tool_error' as const }),
    structured,
  };
}
