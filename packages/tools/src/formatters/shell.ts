/**
 * The result of a command: on success what it printed; on failure also the exit code, with both streams. Fields:
 * `stdout`, `stderr` or `content` (both in one), `exit_code`, `ended_by`, `background_pid`, `output_file`.
 */
import type { JsonObject } from '@nex/core';
import { type Formatter, plainValue } from './formatter.ts';

export const formatShell: Formatter = (result, { isError }) => {
  const pid = result['background_pid'];
  if (pid !== undefined && pid !== null) {
    return (
      `Command running in background with ID: ${plainValue(pid)}. ` +
      `Output is being written to: ${textField(result, 'output_file')}`
    );
  }
  const exitCode = result['exit_code'];
  const failed = isError || (typeof exitCode === 'number' && exitCode !== 0);
  const output = textField(result, 'stdout') || (failed ? '' : textField(result, 'content'));
  const stderr = textField(result, 'stderr');
  if (!failed) {
    if (stderr === '') return output === '' ? '(empty)' : output;
    return `${output === '' ? '' : `${output.trimEnd()}\n`}Stderr:\n${stderr}`;
  }
  const lines: string[] = [];
  const endedBy = textField(result, 'ended_by');
  const error = textField(result, 'error');
  if (endedBy !== '') lines.push(endedBy);
  else if (typeof exitCode === 'number') lines.push(`Command failed with exit code ${exitCode}.`);
  if (error !== '') lines.push(error);
  const combined = textField(result, 'content');
  if (output === '' && stderr === '' && combined !== '') lines.push('Output:', combined);
  else
    lines.push('Stdout:', output === '' ? '(empty)' : output, 'Stderr:', stderr === '' ? '(empty)' : stderr);
  return lines.map((line) => line.replace(/\n+$/, '')).join('\n');
};

function textField(result: JsonObject, name: string): string {
  const value = result[name];
  return value === undefined || value === null ? '' : plainValue(value);
}
