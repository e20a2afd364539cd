/**
 * What goes wrong inside a template. A fault carries the name that Python gives to the failure, so that a message reads
 * as the reference engine writes it; it becomes a `NexError` with name and line of the template at the border.
 */
import { NexError } from '@nex/core';

export type FaultKind =
  | 'TemplateSyntaxError'
  | 'TemplateRuntimeError'
  | 'TemplateError'
  | 'UndefinedError'
  | 'SecurityError'
  | 'FilterArgumentError'
  | 'TypeError'
  | 'ValueError'
  | 'IndexError'
  | 'KeyError'
  | 'OverflowError'
  | 'ZeroDivisionError'
  | 'LimitError';

export class TemplateFault extends Error {
  override readonly name = 'TemplateFault';
  readonly kind: FaultKind;
  /** Set by the thrower when it knows better than the interpreter's position. */
  readonly line: number | undefined;

  constructor(kind: FaultKind, message: string, line?: number) {
    super(message);
    this.kind = kind;
    this.line = line;
  }
}

/** A `TypeError` of Python, the most frequent kind. */
export function typeFault(message: string): TemplateFault {
  return new TemplateFault('TypeError', message);
}

const HINTS: Partial<Record<FaultKind, string>> = {
  TemplateSyntaxError: 'Correct the chat template at this line.',
  TemplateError: 'The template refuses this conversation; change the messages or tools as it says.',
  SecurityError: 'Chat templates may not change their inputs or reach internals; rewrite this line.',
  LimitError: 'The template does more than a chat template may; shorten its input or simplify it.',
};
const DEFAULT_HINT = 'The template and the form of the messages or tools do not fit; change one of the two.';

/** Turns what a template threw into an `invalid_request`, or `too_large` when a limit was hit. */
export function templateError(thrown: unknown, templateName: string, line: number): NexError {
  if (thrown instanceof NexError) return thrown;
  const fault = asFault(thrown);
  if (fault === undefined) {
    return new NexError('internal', 'The chat template could not be rendered.', { cause: thrown });
  }
  const at = fault.line ?? line;
  const label = fault.kind === 'TemplateError' ? '' : `${fault.kind}: `;
  return new NexError(
    fault.kind === 'LimitError' ? 'too_large' : 'invalid_request',
    `Chat template '${templateName}', line ${at}: ${label}${fault.message}`,
    { where: `${templateName}:${at}`, hint: HINTS[fault.kind] ?? DEFAULT_HINT },
  );
}

function asFault(thrown: unknown): TemplateFault | undefined {
  if (thrown instanceof TemplateFault) return thrown;
  // The engine's own signals of a full stack or a string past its maximum.
  if (thrown instanceof RangeError) return new TemplateFault('LimitError', 'Too deeply nested or too long.');
  return undefined;
}
