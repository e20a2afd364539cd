/**
 * Templates of models that a text format writes for, and what each of them writes for our conversations. The templates are
 * their makers' and stay outside; `scripts/render-golden.ts` renders them and keeps what came out.
 */
import type { DialectName, ExporterName, Message } from '@nex/core';
import { digestText } from '@nex/core/digest';
import { compileChatTemplate, DIALECTS, toTemplateTools } from '@nex/dialects';
import { run } from '../sample.fixture.ts';
import { CONVERSATIONS, type FixtureConversation, TOOLS } from './conversations.fixture.ts';
import { isRefusal } from './exporter.ts';
import { templateRenderer } from './template/render-conversation.ts';
import { reasoningKeyOf, templateInput } from './template/template-input.ts';

/** What a template does otherwise than the format, and why the format stays as it is: docs/exports.md has the reasons. */
export type GoldenDifference =
  /** Writes no reasoning. */
  | 'no reasoning'
  /** Writes the reasoning of turns before the newest question not, or as empty. */
  | 'newest reasoning'
  /** Begins the newest turns with empty reasoning where they have none. */
  | 'empty reasoning'
  /** Opens reasoning in the prompt, so that the turn begins inside of it. */
  | 'opened reasoning'
  /** Writes the tool before the channel, and no constraint. */
  | 'recipient first'
  /** Writes results otherwise. */
  | 'results'
  /** Describes the tools otherwise, or not at all. */
  | 'definitions';

export interface GoldenTemplate {
  /** Of its file in `__golden__`. */
  name: string;
  exporter: ExporterName;
  /** Of its file in the folder of templates. */
  file: string;
  tokens: Readonly<Record<string, string>>;
  /** What ends a turn; it is no part of a format's message. */
  ends: readonly string[];
  differences: readonly GoldenDifference[];
}

const CHATML = { tokens: { bos_token: '', eos_token: '<|im_end|>' }, ends: ['<|im_end|>'] };

export const GOLDEN_TEMPLATES: readonly GoldenTemplate[] = [
  {
    name: 'qwen2.5',
    exporter: 'hermes',
    file: 'llamacpp-Qwen-Qwen2.5-7B-Instruct.jinja',
    ...CHATML,
    differences: ['no reasoning'],
  },
  {
    name: 'qwen3',
    exporter: 'hermes',
    file: 'npm-qwen3.jinja',
    ...CHATML,
    differences: ['newest reasoning', 'empty reasoning'],
  },
  {
    name: 'hermes-2-pro',
    exporter: 'hermes',
    file: 'llamacpp-NousResearch-Hermes-2-Pro-Llama-3-8B-tool_use.jinja',
    tokens: { bos_token: '<|begin_of_text|>', eos_token: '<|eot_id|>' },
    ends: ['<|im_end|>'],
    differences: ['no reasoning', 'definitions'],
  },
  {
    name: 'qwen3-coder',
    exporter: 'qwen3-coder',
    file: 'llamacpp-Qwen3-Coder.jinja',
    ...CHATML,
    differences: ['no reasoning'],
  },
  {
    name: 'glm-4.6',
    exporter: 'glm45',
    file: 'llamacpp-GLM-4.6.jinja',
    tokens: { eos_token: '<|user|>' },
    ends: [],
    differences: ['newest reasoning'],
  },
  {
    name: 'minimax-m2',
    exporter: 'minimax-m2',
    file: 'llamacpp-MiniMax-M2.jinja',
    tokens: { eos_token: '[e~[' },
    ends: ['[e~['],
    differences: ['newest reasoning', 'opened reasoning'],
  },
  {
    name: 'deepseek-v3.1',
    exporter: 'deepseek-v31',
    file: 'llamacpp-deepseek-ai-DeepSeek-V3.1.jinja',
    tokens: { bos_token: '<｜begin▁of▁sentence｜>', eos_token: '<｜end▁of▁sentence｜>' },
    ends: ['<｜end▁of▁sentence｜>'],
    differences: ['no reasoning', 'definitions'],
  },
  {
    name: 'kimi-k2',
    exporter: 'kimi-k2',
    file: 'llamacpp-moonshotai-Kimi-K2.jinja',
    tokens: { bos_token: '[BOS]', eos_token: '[EOS]' },
    ends: ['<|im_end|>'],
    differences: ['no reasoning', 'results', 'definitions'],
  },
  {
    name: 'llama-3.1',
    exporter: 'llama3',
    file: 'llamacpp-meta-llama-Llama-3.1-8B-Instruct.jinja',
    tokens: { bos_token: '<|begin_of_text|>', eos_token: '<|eot_id|>' },
    ends: ['<|eot_id|>', '<|eom_id|>'],
    differences: ['no reasoning', 'results', 'definitions'],
  },
  {
    name: 'devstral-2507',
    exporter: 'mistral',
    file: 'llamacpp-unsloth-mistral-Devstral-Small-2507.jinja',
    tokens: { bos_token: '<s>', eos_token: '</s>', unk_token: '<unk>' },
    ends: ['</s>'],
    differences: ['no reasoning', 'definitions'],
  },
  {
    name: 'gpt-oss',
    exporter: 'harmony',
    file: 'llamacpp-openai-gpt-oss-120b.jinja',
    tokens: { bos_token: '<|startoftext|>', eos_token: '<|return|>' },
    ends: [],
    differences: ['newest reasoning', 'recipient first', 'results', 'definitions'],
  },
];

export interface GoldenFile {
  /** Digest of our description of the tools, when the template writes that to the sign; else `null`. */
  definitions: string | null;
  conversations: Record<string, Golden>;
}

/** What one template writes for one conversation; white space at the edges aside. */
export type Golden =
  | {
      /** Of the assistant, from behind the head to the end mark. */
      turns: string[];
      /** Of the tools, a text for all results that follow one turn, with the marks of the family around it. */
      results: string[];
    }
  | { refused: string };

export function goldenFile(template: GoldenTemplate, source: string): GoldenFile {
  const { exporter, tokens } = template;
  const described = DIALECTS[exporter as DialectName].describeTools(TOOLS);
  const text = compileChatTemplate(source).render({
    messages: [{ role: 'user', content: 'Which tea is green?' }],
    tools: toTemplateTools(TOOLS),
    now: run([]).startedAt,
    ...tokens,
  });
  const conversations = Object.entries(CONVERSATIONS).map(([name, conversation]) => [
    name,
    goldenOf(template, source, conversation),
  ]);
  return {
    definitions: text.includes(described) ? digestText(described) : null,
    conversations: Object.fromEntries(conversations) as GoldenFile['conversations'],
  };
}

function goldenOf(
  { tokens, ends }: GoldenTemplate,
  source: string,
  { messages, tools }: FixtureConversation,
): Golden {
  const options = { source, tokens: { ...tokens }, endTokens: [], argumentsAs: 'object' as const };
  const train = messages.map(({ role }) => role === 'assistant');
  const conversation = { run: run(messages), leaf: 0, leaves: 1, tools, messages, train };
  const rendered = templateRenderer(options, 'template').render(conversation);
  const input = templateInput(messages, options, reasoningKeyOf(options));
  if (isRefusal(rendered) || isRefusal(input)) {
    return { refused: isRefusal(rendered) ? rendered.detail.replace(/^Chat template .*?: /, '') : '' };
  }
  const { text, parts } = compileChatTemplate(source).renderTraced({
    messages: input.given,
    tools: tools.length === 0 ? null : toTemplateTools(tools),
    now: run(messages).startedAt,
    ...tokens,
  });
  const written = (at: number) =>
    parts
      .filter(({ message }) => message === at)
      .map(({ start, end }) => text.slice(start, end))
      .join('');
  const turns = rendered.spans.map(({ start, end }) => {
    const turn = text.slice(start, end);
    const mark = ends.find((one) => turn.endsWith(one)) ?? '';
    return turn.slice(0, turn.length - mark.length).trim();
  });
  return { turns, results: resultRuns(messages).map((run) => run.map(written).join('').trim()) };
}

/** Places of the results that follow one turn. */
function resultRuns(messages: readonly Message[]): number[][] {
  const runs: number[][] = [];
  for (const [at, { role }] of messages.entries()) {
    if (role !== 'tool') continue;
    if (messages[at - 1]?.role === 'tool') runs.at(-1)?.push(at);
    else runs.push([at]);
  }
  return runs;
}
