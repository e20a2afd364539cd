/** A tokenizer of words, written to a folder as models bring theirs, and a chat format that goes with it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Message, parseJsonObject, type ToolDefinition, textOf } from '@nex/core';
import type { TokenFormat } from '../providers/generate-with-token/token-format.ts';

const SPECIAL = ['<unk>', '<|start|>', '<|end|>', '<call>'];
const WORDS =
  'system user assistant tool tools be brief add two and three five six thanks it is now again look { } " : x 1 \n'.split(
    ' ',
  );

export const TINY = {
  id: (token: string): number => [...SPECIAL, ...WORDS].indexOf(token),
  end: SPECIAL.indexOf('<|end|>'),
  start: SPECIAL.indexOf('<|start|>'),
  newline: SPECIAL.length + WORDS.indexOf('\n'),
  ids: (...tokens: string[]): number[] => tokens.map((token) => TINY.id(token)),
};

export interface TinyTokenizer extends AsyncDisposable {
  folder: string;
}

export async function writeTinyTokenizer(config: object = {}): Promise<TinyTokenizer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tiny-tokenizer-'));
  const vocab = Object.fromEntries([...SPECIAL, ...WORDS].map((token, id) => [token, id]));
  const tokenizer = {
    version: '1.0',
    added_tokens: SPECIAL.map((content, id) => ({
      id,
      content,
      special: content !== '<call>',
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
    })),
    normalizer: null,
    pre_tokenizer: {
      type: 'Split',
      pattern: { Regex: '\\n|[a-z0-9]+|[^\\sa-z0-9]' },
      behavior: 'Removed',
      invert: true,
    },
    post_processor: null,
    decoder: null,
    model: { type: 'WordLevel', vocab, unk_token: '<unk>' },
  };
  await writeFile(path.join(folder, 'tokenizer.json'), JSON.stringify(tokenizer));
  await writeFile(
    path.join(folder, 'tokenizer_config.json'),
    JSON.stringify({
      eos_token: '<|end|>',
      unk_token: { content: '<unk>' },
      chat_template: '{{ messages }}',
      ...config,
    }),
  );
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** `<|start|>role text<|end|>\n` per message; a call is `<call>{…}` at the end of an answer. */
export const TINY_FORMAT: TokenFormat = {
  renderPrompt: (messages, tools, { addGenerationPrompt }) =>
    `${head(tools)}${messages.map(written).join('')}${addGenerationPrompt ? '<|start|>assistant ' : ''}`,
  parseReply(text) {
    const [content = '', ...calls] = text.split('<call>');
    return {
      content,
      reasoning: '',
      calls: calls.map((argumentsText) => {
        const args = parseJsonObject(argumentsText.replaceAll(' ', ''));
        return { name: 'look', argumentsText, ...(args ? { arguments: args } : {}) };
      }),
    };
  },
};

function head(tools: readonly ToolDefinition[]): string {
  return tools.length === 0 ? '' : `<|start|>tools ${tools.map(({ name }) => name).join(' ')}<|end|>\n`;
}

function written(message: Message): string {
  const [block] = message.content;
  const text = block?.type === 'tool_result' ? textOf(block) : textOf(message);
  const calls = message.content.flatMap((one) =>
    one.type === 'tool_call' ? [`<call>${one.argumentsText}`] : [],
  );
  return `<|start|>${message.role} ${text}${calls.join('')}<|end|>\n`;
}
