/**
 * Holds what a tool answered as a value against the schema that its server gave for it. A value that does not fit is the
 * tool's fault, and not that of the arguments: the call was made, and may have had its effect. An answer without a value
 * is judged by nobody: servers leave it out.
 */
import { errorOutcome, type Json, type ToolOutcome } from '@nex/core';
import type { CallAnswer } from '../session/call-tool.ts';

/** `undefined` for a value that fits. */
export type ResultCheck = (value: Json) => string | undefined;

export interface CheckResultOptions {
  /** As the model knows it. */
  tool: string;
  check: ResultCheck | undefined;
  /** Takes paths of the host out of a text. */
  toModel: (text: string) => string;
}

/** The outcome, or, for a value that does not fit, an error that says so and holds what was answered. */
export function checkResult(
  outcome: ToolOutcome,
  answer: CallAnswer,
  { tool, check, toModel }: CheckResultOptions,
): ToolOutcome {
  if (!check || outcome.isError || answer.kind !== 'result') return outcome;
  // As the server gave it, before paths were changed.
  const { structuredContent } = answer.result;
  const fault = structuredContent === undefined ? undefined : check(structuredContent);
  if (fault === undefined) return outcome;
  const error = errorOutcome(
    'tool_error',
    `${tool} ran, but its result is not what its server promises: ${toModel(fault)}. This is a fault of the tool, not of the arguments. It answered:`,
  );
  return { ...error, content: [...error.content, ...outcome.content] };
}
