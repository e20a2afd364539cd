/** Calls seen as work on files: what a call runs, writes and removes. */
import type { Json } from '@nex/core';
import { parseJsonObject } from '@nex/core';
import type { AnsweredCall } from '../calls.ts';

export interface CodeStep {
  messageIndex: number;
  /** Command line, where the call runs one. */
  command?: string;
  /** Path of the file that the call writes or changes. */
  writes?: string;
  /** True when it changes a part of a file; a whole file otherwise. */
  edits: boolean;
  /** Path of the file that the call removes. */
  removes?: string;
  /** The new text. */
  text: string;
}

const WRITES = /write|edit|create|replace|patch|insert|append|save|update|modify/i;
const REMOVES = /delete|remove|unlink/i;
const COMMAND_KEYS = ['command', 'cmd', 'script', 'bash', 'shell_command'];
const PATH_KEYS = ['path', 'file_path', 'filepath', 'file', 'filename', 'target_file', 'target', 'name'];
const TEXT_KEYS = /^(?:new\w*|content\w*|text|code|file_text|replacement|insert\w*|patch|diff|body)$/i;
const REDIRECTED =
  /(?:>>?\s*|\btee\s+(?:-a\s+)?|\bsed\s+-i\S*\s+(?:'[^']*'|"[^"]*"|\S+)\s+)["']?([\w./~-]+\.\w+)/;

/** Successful calls only: what was refused changed nothing. */
export function codeStepsOf(calls: readonly AnsweredCall[]): CodeStep[] {
  const steps: CodeStep[] = [];
  for (const { call, messageIndex, result } of calls) {
    if (result?.isError) continue;
    const args = call.arguments ?? parseJsonObject(call.argumentsText);
    if (args === undefined) continue;
    const command = COMMAND_KEYS.map((key) => args[key]).find((value) => typeof value === 'string');
    const path = PATH_KEYS.map((key) => args[key]).find((value) => typeof value === 'string');
    const texts = Object.entries(args).flatMap(([key, value]) => (TEXT_KEYS.test(key) ? textsOf(value) : []));
    const redirected = command === undefined ? undefined : REDIRECTED.exec(command)?.[1];
    const byTool = command === undefined && path !== undefined && WRITES.test(call.name) ? path : undefined;
    const writes = byTool ?? redirected;
    const removes = path !== undefined && REMOVES.test(call.name) ? path : undefined;
    if (command === undefined && writes === undefined && removes === undefined) continue;
    steps.push({
      messageIndex,
      ...(command === undefined ? {} : { command }),
      ...(writes === undefined ? {} : { writes }),
      edits:
        command?.includes('sed -i') === true || Object.keys(args).some((key) => /^old|patch|diff/i.test(key)),
      ...(removes === undefined ? {} : { removes }),
      text: redirected === undefined ? added(texts.join('\n')) : (command ?? ''),
    });
  }
  return steps;
}

/** Of a patch only the lines that it adds. */
function added(text: string): string {
  if (!/^@@ |^\+\+\+ |^\*\*\* Begin Patch/m.test(text)) return text;
  return text
    .split('\n')
    .filter((line) => line.startsWith('+'))
    .map((line) => line.slice(1))
    .join('\n');
}

function textsOf(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return [];
}
