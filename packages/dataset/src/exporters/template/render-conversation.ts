/** A conversation in the text of a model's own chat template, with the places that are trained on. */
import { type ChatTemplateOptions, type JsonObject, NexError } from '@nex/core';
import { digestJson } from '@nex/core/digest';
import { type ChatTemplate, compileChatTemplate, toTemplateTools } from '@nex/dialects';
import type { Losses } from '../../losses/losses.ts';
import type { Conversation } from '../../views/conversation.ts';
import { isRefusal, type Refusal } from '../exporter.ts';
import { lossSpans, partOf, type Span } from './loss-spans.ts';
import { reasoningKeyOf, templateInput } from './template-input.ts';
import { TurnHeads } from './turn-heads.ts';
import { type Check, foreignTurns, missingParts } from './written-check.ts';

export interface RenderedConversation {
  text: string;
  spans: Span[];
  losses: Losses;
}

export interface TemplateRenderer {
  /** Of all options. */
  digest: string;
  /** Refused with the reason `template` when the template throws or exceeds its limits. */
  render(conversation: Conversation): RenderedConversation | Refusal;
}

/** Where the run does not say when it began. */
const UNKNOWN_TIME = '2026-01-01T00:00:00';

/**
 * Throws `invalid_request` with the place of a template that cannot be parsed, that fails at a user's question and its
 * answer, or that names a special token which is not given; `too_large` when that much exceeds its limits.
 * @param where The template's place in the request, for errors.
 */
export function templateRenderer(options: ChatTemplateOptions, where: string): TemplateRenderer {
  const template = compileChatTemplate(options.source, { name: `${where}.source` });
  checkTokens(options, where);
  probe(template, options);
  const reasoningKey = reasoningKeyOf(options);
  return {
    digest: digestJson(options),
    render(conversation) {
      const input = templateInput(conversation.messages, options, reasoningKey);
      if (isRefusal(input)) return input;
      try {
        return rendered(template, options, conversation, input);
      } catch (thrown) {
        if (!(thrown instanceof NexError)) throw thrown;
        return { reason: 'template', detail: thrown.message };
      }
    },
  };
}

function rendered(
  template: ChatTemplate,
  options: ChatTemplateOptions,
  { train, tools, run }: Conversation,
  { messages, given, losses: held }: Exclude<ReturnType<typeof templateInput>, Refusal>,
): RenderedConversation | Refusal {
  const shared = {
    ...variablesOf(options),
    tools: tools.length === 0 ? null : toTemplateTools(tools),
    now: run.startedAt === '' ? UNKNOWN_TIME : run.startedAt,
  };
  const trace = (list: readonly JsonObject[]) => template.renderTraced({ ...shared, messages: list });
  const traced = trace(given);
  if (!traced.text.isWellFormed()) return { reason: 'template', detail: 'the text is no valid Unicode' };
  const check: Check = { messages, given, tools, traced, render: trace };
  const losses: Losses = { ...held };
  const own = (at: number) => partOf(traced, at);
  const found = missingParts(check, own, losses);
  if (found) return found;
  const foreign = foreignTurns(check, losses);
  if ('reason' in foreign) return foreign;
  const heads = new TurnHeads(messages, (count, addGenerationPrompt) =>
    template.render({ ...shared, messages: given.slice(0, count), addGenerationPrompt }),
  );
  const endTokens = (options.endTokens ?? [options.tokens?.['eos_token'] ?? '']).filter((one) => one !== '');
  const alone = (at: number) => {
    const next = messages.findIndex(({ role }, index) => index > at && role !== 'tool');
    const without = given.filter((_, index) => index <= at || (next !== -1 && index >= next));
    const short = trace(without);
    const part = partOf(short, at);
    return part ? short.text.slice(part.start, part.end) : '';
  };
  const spans = lossSpans({ messages, train, traced, heads, endTokens, foreign, alone });
  return Array.isArray(spans) ? { text: traced.text, spans, losses } : spans;
}

/** Some templates take no conversation without tools. */
function probe(template: ChatTemplate, options: ChatTemplateOptions): void {
  const input = { ...variablesOf(options), messages: PROBE, now: UNKNOWN_TIME };
  try {
    template.render(input);
  } catch {
    const parameters = { type: 'object', properties: {} };
    template.render({
      ...input,
      tools: [{ type: 'function', function: { name: 'a', description: '', parameters } }],
    });
  }
}

const PROBE = [
  { role: 'user', content: 'Hi' },
  { role: 'assistant', content: 'Hello' },
];

function variablesOf({ tokens = {}, variables = {} }: ChatTemplateOptions): JsonObject {
  return { ...variables, ...tokens };
}

/** A template prints an unknown variable as nothing, and the rows would lack the token without a word. */
function checkTokens({ source, tokens = {} }: ChatTemplateOptions, where: string): void {
  const named = source.match(/\b(?:bos|eos|pad|unk|sep|cls|mask)_token\b/g) ?? [];
  const missing = named.find((name) => !Object.hasOwn(tokens, name));
  if (missing === undefined) return;
  throw new NexError('invalid_request', `The chat template uses ${missing}, which is not given.`, {
    where: `${where}.tokens.${missing}`,
    hint: "Take it from the model's tokenizer_config.json; an empty text when it has none.",
  });
}
