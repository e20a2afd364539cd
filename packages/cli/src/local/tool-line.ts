/** A tool call and its outcome on one line. */
import { isJsonObject } from '@nex/core';
import { duration, excerpt } from '../output/text.ts';

const ARGUMENT_CHARS = 48;
const ARGUMENTS_CHARS = 90;
const OUTCOME_CHARS = 90;

export interface ShownCall {
  name: string;
  argumentsText: string;
}

export interface ShownOutcome {
  isError: boolean;
  errorKind?: string | undefined;
  content: string;
  elapsedMs: number;
}

/** `read_file(file_path: "a.txt")` */
export function callText({ name, argumentsText }: ShownCall): string {
  return `${name}(${excerpt(argumentsShown(argumentsText), ARGUMENTS_CHARS)})`;
}

/** `read_file(file_path: "a.txt") ok, 3 ms: first words of the result` */
export function toolLine(call: ShownCall, outcome: ShownOutcome): string {
  const { isError, errorKind, content, elapsedMs } = outcome;
  const state = isError ? `failed${errorKind ? ` (${errorKind})` : ''}` : 'ok';
  const text = excerpt(content, OUTCOME_CHARS);
  return `${callText(call)} ${state}, ${duration(elapsedMs)}${text === '' ? '' : `: ${text}`}`;
}

function argumentsShown(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value)) return text;
    return Object.entries(value)
      .map(([key, one]) => `${key}: ${excerpt(JSON.stringify(one), ARGUMENT_CHARS)}`)
      .join(', ');
  } catch {
    return text;
  }
}
