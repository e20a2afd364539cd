/**
 * An exporter for a family that writes tool calls in text: each message is the text that the family's own template puts
 * between its turn marks, tool definitions at the end of the system prompt, calls at the end of a turn, all results of a
 * turn in one message. `source` says whose message it is in the conversation; `role` is the family's word for it.
 */
import {
  EXPORT_VIEWS,
  isJsonObject,
  type JsonObject,
  NexError,
  type ToolCallBlock,
  type ToolDefinition,
} from '@nex/core';
import type { Column } from '../../columns.ts';
import type { Conversation } from '../../views/conversation.ts';
import { type Exporter, isRefusal, type Refusal, type Written } from '../exporter.ts';
import { readToolsJson, toolsJson } from '../tools-json.ts';
import type { TextFamily } from './family.ts';
import { foreignTag } from './foreign-tags.ts';
import { type Normal, type NormalMessage, normalForm, OpenCalls, trimmedTurn } from './normal-form.ts';
import { attempt, difference, missing, toMessages } from './read-back.ts';
import { readResults } from './results.ts';

interface TextMessage {
  role: string;
  content: string;
  train: boolean;
  /** `definitions` is a message that holds tool definitions only. */
  source: 'system' | 'user' | 'assistant' | 'tool' | 'definitions';
}

const FIELDS: readonly Column[] = [
  {
    name: 'messages',
    type: {
      list: {
        struct: [
          { name: 'role', type: 'string' },
          { name: 'content', type: 'string' },
          { name: 'train', type: 'bool' },
          { name: 'source', type: 'string' },
        ],
      },
    },
    about:
      "The conversation as the family's model reads and writes it, one text a turn; `source` is `system`, `user`, `assistant`, `tool` or `definitions`.",
  },
  { name: 'tools', type: 'string', about: "JSON: the same tools as OpenAI's `tools` parameter." },
];

export function textExporter(family: TextFamily): Exporter {
  return {
    name: family.name,
    version: family.version,
    title: family.title,
    description: `Text messages as ${family.title.split(':')[0]} writes and reads them.`,
    views: EXPORT_VIEWS,
    fields: FIELDS,
    write: (conversation) => write(family, conversation),
    read: (fields) => toMessages(readNormal(family, textMessages(fields), readToolsJson(fields['tools']))),
  };
}

function write(family: TextFamily, { messages, train, tools }: Conversation): Written | Refusal {
  const normal = normalForm(messages, family.results);
  if (isRefusal(normal)) return normal;
  const foreign = foreignIn(normal, family);
  if (foreign !== undefined) return { reason: 'foreign_tag', detail: `${foreign} in the text of a message` };
  const texts = render(family, normal, train, tools);
  const fields = { messages: texts, tools: toolsJson(tools) } as unknown as JsonObject;
  return {
    fields,
    losses: normal.losses,
    prove: (read) => {
      const back = attempt(() => {
        const lines = textMessages(read);
        return { lines, normal: readNormal(family, lines, readToolsJson(read['tools'])) };
      });
      if (!back) return { reason: 'reading', detail: 'the row cannot be read' };
      const trained = back.lines.filter((message) => message.train).length;
      if (trained !== train.filter(Boolean).length)
        return { reason: 'messages', detail: 'a train flag is lost' };
      return difference(back.normal, normal.messages) ?? missing(back.normal, messages);
    },
  };
}

function render(
  family: TextFamily,
  { messages, places, rendered }: Normal,
  train: readonly boolean[],
  tools: readonly ToolDefinition[],
): TextMessage[] {
  const description = family.describeTools(tools);
  const texts: TextMessage[] = [];
  let isDescribed = description === '';
  if (!isDescribed && !messages.some((message) => message.source === 'system')) {
    texts.push({ role: family.systemRole, content: description, train: false, source: 'definitions' });
    isDescribed = true;
  }
  for (const [index, message] of messages.entries()) {
    const { source } = message;
    const own = train[places[index] ?? -1] ?? false;
    if (source === 'assistant') {
      const { reasoning, text, calls } = message.turn;
      const written = calls.map((call, at) => ({ id: `call_${at}`, ...call }));
      const callText = written.length > 0 ? family.renderCalls(written, tools) : '';
      const isLast = index === messages.length - 1;
      const content = family.renderTurn({ reasoning, text, calls: callText, isLast });
      texts.push({ role: 'assistant', content, train: own, source });
    } else if (source === 'tool') {
      const content = family.renderResults(rendered[index] ?? []);
      texts.push({ role: family.resultRole, content, train: false, source });
    } else if (source === 'system') {
      const content = isDescribed ? message.text : withDescription(message.text, description);
      isDescribed = true;
      texts.push({ role: family.systemRole, content, train: false, source });
    } else texts.push({ role: 'user', content: message.text, train: false, source });
  }
  return texts;
}

function withDescription(text: string, description: string): string {
  return text === '' ? description : `${text}\n\n${description}`;
}

function readNormal(
  family: TextFamily,
  lines: readonly TextMessage[],
  tools: readonly ToolDefinition[],
): NormalMessage[] {
  const description = family.describeTools(tools);
  const readTurn = family.turnReader(tools);
  const open = new OpenCalls();
  const messages: NormalMessage[] = [];
  let isDescribed = description === '';
  for (const { source, content } of lines) {
    if (source === 'definitions') {
      if (content !== description) throw unreadable('the tool definitions are others');
      isDescribed = true;
    } else if (source === 'system' && !isDescribed) {
      isDescribed = true;
      if (!content.endsWith(description)) throw unreadable('the tool definitions are missing');
      const text = content.slice(0, -description.length);
      if (text !== '' && !text.endsWith('\n\n')) throw unreadable('the tool definitions do not stand apart');
      messages.push({ source, text: text.slice(0, -2) });
    } else if (source === 'assistant') {
      const { reasoning, content: said, calls } = readTurn(content);
      const texts = [said];
      const sound: { name: string; arguments: JsonObject }[] = [];
      const asked: ToolCallBlock[] = [];
      for (const { name, arguments: args, argumentsText } of calls) {
        if (!args) texts.push(argumentsText.trim());
        else {
          sound.push({ name, arguments: args });
          asked.push({ type: 'tool_call', id: '', name, argumentsText: '' });
        }
      }
      messages.push({ source, turn: trimmedTurn(reasoning, texts, sound, {}) });
      open.add(asked);
    } else if (source === 'tool') {
      const results = readResults(content, family.results);
      if (!results) throw unreadable('results cannot be read');
      const calls = open.take(results.length);
      if (!family.results.isNamed) {
        for (const [index, result] of results.entries()) result.name = calls?.[index]?.name ?? '';
      }
      messages.push({ source, results });
    } else messages.push({ source, text: content });
  }
  return messages;
}

function foreignIn({ messages }: Normal, { dialect }: TextFamily): string | undefined {
  for (const message of messages) {
    const text =
      message.source === 'system' ? message.text : message.source === 'assistant' ? message.turn.text : '';
    const found = foreignTag(text, dialect);
    if (found !== undefined) return found;
  }
  return undefined;
}

function textMessages(fields: JsonObject): TextMessage[] {
  const list = fields['messages'];
  if (!Array.isArray(list) || !list.every(isTextMessage)) throw unreadable('its messages are no texts');
  return list as unknown as TextMessage[];
}

function isTextMessage(value: unknown): boolean {
  return isJsonObject(value) && typeof value['content'] === 'string' && typeof value['source'] === 'string';
}

function unreadable(problem: string): NexError {
  return new NexError('invalid_request', `The row is no text row: ${problem}.`);
}
