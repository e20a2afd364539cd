/**
 * Chat templates of model families, rendered as the `transformers` library renders them: Jinja with `trim_blocks`,
 * `lstrip_blocks`, loop controls and `{% generation %}`, in a sandbox where nothing given to the template changes.
 */
import { NexError } from '@nex/core';
import { checkNames } from './check-names.ts';
import { Evaluator } from './evaluate.ts';
import { execute } from './execute.ts';
import { templateError } from './fault.ts';
import { globalFunctions } from './global-functions.ts';
import { fromHost } from './json-text.ts';
import { parseTemplate } from './parser.ts';
import { DEFAULT_LIMITS, Run, type TemplateLimits } from './run.ts';
import { Scope } from './scope.ts';
import { wallClock } from './strftime.ts';
import type { Statement } from './syntax.ts';
import { Trace, type TracedText } from './trace.ts';

/** What a conversation is rendered from. Any further member is a variable of the template under its own name. */
export interface ChatTemplateInput {
  /** In the form that the template expects, which is that of OpenAI's chat API. */
  messages: readonly unknown[];
  /** Absent is `None`. */
  tools?: readonly unknown[] | null;
  /** Absent is `None`. */
  documents?: readonly unknown[] | null;
  /** Ends the prompt where the assistant's answer begins. Default false. */
  addGenerationPrompt?: boolean;
  /** Absent leaves `bos_token` undefined. */
  bosToken?: string;
  eosToken?: string;
  /** What `strftime_now` tells: a `Date` is read in UTC, an ISO 8601 text as the wall clock that it writes. Default: now. */
  now?: Date | string;
  [variable: string]: unknown;
}

export interface ChatTemplate {
  readonly name: string;
  /**
   * The prompt. Throws `invalid_request` when the template refuses the conversation or does not fit it, and
   * `too_large` when it exceeds a limit; both name the line.
   */
  render(input: ChatTemplateInput): string;
  /** The same text, and which message wrote which part of it. Throws as `render` does. */
  renderTraced(input: ChatTemplateInput): TracedText;
}

export interface CompileOptions {
  /** Names the template in errors. Default `chat_template`. */
  name?: string;
  limits?: Partial<TemplateLimits>;
}

/** Parses a template. Throws `invalid_request` with the line of a fault. The result can be rendered many times. */
export function compileChatTemplate(source: string, options: CompileOptions = {}): ChatTemplate {
  const name = options.name ?? 'chat_template';
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const body = guarded(name, undefined, () => {
    const parsed = parseTemplate(source);
    checkNames(parsed);
    return parsed;
  });
  return {
    name,
    render: (input) => rendered(name, body, input, new Run(limits)),
    renderTraced(input) {
      const trace = new Trace();
      return trace.of(rendered(name, body, input, new Run(limits, trace)));
    },
  };
}

function rendered(name: string, body: readonly Statement[], input: ChatTemplateInput, run: Run): string {
  return guarded(name, run, () => {
    const variables = new Scope(new Scope(undefined, globalFunctions(run, clockOf(input.now))));
    setVariables(variables, input, run.trace);
    execute(new Evaluator(run), body, variables);
    return run.out;
  });
}

function guarded<T>(name: string, run: Run | undefined, body: () => T): T {
  try {
    return body();
  } catch (thrown) {
    throw templateError(thrown, name, run?.line ?? 1);
  }
}

function clockOf(now: Date | string | undefined): number {
  const clock = wallClock(now ?? new Date());
  if (clock === undefined) {
    throw new NexError('invalid_request', 'The time of a chat template is not a time.', {
      where: 'now',
      hint: 'Give a Date or a text like 2025-12-04T09:30:00.',
    });
  }
  return clock;
}

function setVariables(scope: Scope, input: ChatTemplateInput, trace: Trace | undefined): void {
  const { messages, tools, documents, addGenerationPrompt, bosToken, eosToken, now: _now, ...more } = input;
  const list = fromHost(messages);
  if (Array.isArray(list)) trace?.watch(list);
  scope.set('messages', list);
  scope.set('tools', fromHost(tools ?? null));
  scope.set('documents', fromHost(documents ?? null));
  scope.set('add_generation_prompt', addGenerationPrompt ?? false);
  if (bosToken !== undefined) scope.set('bos_token', bosToken);
  if (eosToken !== undefined) scope.set('eos_token', eosToken);
  for (const [name, value] of Object.entries(more)) if (value !== undefined) scope.set(name, fromHost(value));
}
