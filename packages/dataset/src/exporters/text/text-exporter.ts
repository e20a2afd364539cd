/**
 * An exporter for a family that writes tool calls in text: each message is the text that the family's own template puts
 * between its turn marks, tool definitions at the end of the system prompt, calls at the end of a turn, all results of a
 * turn in one message. `source` says whose message it is in the conversation; `role` is the family's word for it.
 */
import { EXPORT_VIEWS, isJsonObject, type JsonObject, NexError, type ToolDefinition } from '@nex/core';
import type { DialectCall, ParsedReply } from '@nex/dialects';
import type { Column } from '../../columns.ts';
import type { Conversation } from '../../views/conversation.ts';
import { type Exporter, isRefusal } from '../exporter.ts';
import { keptByTools, readToolsJson, toolsAndTextsJson, toolsJson } from '../tools-json.ts';
import type { TextFamily } from './family.ts';
import { foreignTag } from './foreign-tags.ts';
import {
  type Normal,
  type NormalCall,
  type NormalMessage,
  type NormalResult,
  type NormalTurn,
  normalForm,
  OpenCalls,
  trimmedTurn,
} from './normal-form.ts';
import { attempt, difference, missing, toMessages } from './read-back.ts';
import { type ResultGrammar, readResults } from './results.ts';

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
  {
    name: 'tools',
    type: 'string',
    about:
      "JSON: the same tools as OpenAI's `tools` parameter; `text` beside a tool is what stands for it in the prompt.",
  },
];

export function textExporter(family: TextFamily): Exporter {
  const descriptions = keptByTools((tools) => family.describeTools(tools));
  const readers = keptByTools((tools) => ({
    description: family.describeTools(tools),
    readTurn: family.turnReader(tools),
  }));
  const readNormal = (fields: JsonObject, lines: readonly TextMessage[]) => {
    const json = fields['tools'];
    const reader = readers(typeof json === 'string' ? json : '', () => readToolsJson(json));
    return readLines(family.results, lines, reader);
  };
  return {
    name: family.name,
    version: family.version,
    title: family.title,
    description: `Text messages as ${family.title.split(':')[0]} writes and reads them.`,
    views: EXPORT_VIEWS,
    fields: FIELDS,
    write({ messages, train, tools }) {
      const normal = normalForm(messages, family.results);
      if (isRefusal(normal)) return normal;
      const foreign = foreignIn(normal, family);
      if (foreign !== undefined)
        return { reason: 'foreign_tag', detail: `${foreign} in the text of a message` };
      const json = family.describesByText ? toolsAndTextsJson(tools) : toolsJson(tools);
      const description = descriptions(json, () => tools);
      const texts = render(family, normal, { description, train, tools });
      return {
        fields: { messages: texts, tools: json } as unknown as JsonObject,
        losses: normal.losses,
        prove(read) {
          const lines = attempt(() => textMessages(read));
          const back = lines && attempt(() => readNormal(read, lines));
          if (!lines || !back) return { reason: 'reading', detail: 'the row cannot be read' };
          if (count(lines, (line) => line.train) !== count(train, Boolean))
            return { reason: 'messages', detail: 'a train flag is lost' };
          return difference(back, normal.messages) ?? missing(back, messages);
        },
      };
    },
    read: (fields) => toMessages(readNormal(fields, textMessages(fields))),
  };
}

function count<Item>(items: readonly Item[], is: (item: Item) => boolean): number {
  let found = 0;
  for (const item of items) if (is(item)) found += 1;
  return found;
}

function render(
  family: TextFamily,
  { messages, places, rendered }: Normal,
  { description, train, tools }: Pick<Conversation, 'train' | 'tools'> & { description: string },
): TextMessage[] {
  const texts: TextMessage[] = [];
  let isDescribed = description === '';
  if (!isDescribed && !messages.some((message) => message.source === 'system')) {
    texts.push({ role: family.systemRole, content: description, train: false, source: 'definitions' });
    isDescribed = true;
  }
  for (let at = 0; at < messages.length; at += 1) {
    const message = messages[at] as NormalMessage;
    const { source } = message;
    if (source === 'assistant') {
      const content = turnText(family, message.turn, tools, at === messages.length - 1);
      texts.push({ role: 'assistant', content, train: train[places[at] ?? -1] ?? false, source });
    } else if (source === 'tool') {
      const content = family.renderResults(rendered[at] ?? []);
      texts.push({ role: family.resultRole, content, train: false, source });
    } else if (source === 'system') {
      const content = isDescribed ? message.text : withDescription(message.text, description);
      isDescribed = true;
      texts.push({ role: family.systemRole, content, train: false, source });
    } else texts.push({ role: 'user', content: message.text, train: false, source });
  }
  return texts;
}

function turnText(
  family: TextFamily,
  { reasoning, text, calls }: NormalTurn,
  tools: readonly ToolDefinition[],
  isLast: boolean,
): string {
  if (calls.length === 0) return family.renderTurn({ reasoning, text, calls: '', isLast });
  const written: DialectCall[] = [];
  for (const { name, arguments: args } of calls) {
    written.push({ id: `call_${written.length}`, name, arguments: args });
  }
  return family.renderTurn({ reasoning, text, calls: family.renderCalls(written, tools), isLast });
}

function withDescription(text: string, description: string): string {
  return text === '' ? description : `${text}\n\n${description}`;
}

interface Reader {
  description: string;
  readTurn(text: string): ParsedReply;
}

function readLines(
  grammar: ResultGrammar,
  lines: readonly TextMessage[],
  { description, readTurn }: Reader,
): NormalMessage[] {
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
      const turn = turnOf(readTurn(content));
      messages.push({ source, turn });
      open.add(turn.calls);
    } else if (source === 'tool') {
      const results = readResults(content, grammar);
      if (!results) throw unreadable('results cannot be read');
      const calls = open.take(results.length);
      if (!grammar.isNamed) nameResults(results, calls);
      messages.push({ source, results });
    } else messages.push({ source, text: content });
  }
  return messages;
}

/** Malformed calls are text. */
function turnOf({ reasoning, content, calls }: ParsedReply): NormalTurn {
  const sound: NormalCall[] = [];
  const malformed: string[] = [];
  for (const { name, arguments: args, argumentsText } of calls) {
    if (args) sound.push({ name, arguments: args });
    else malformed.push(argumentsText.trim());
  }
  return trimmedTurn(reasoning, content, malformed, sound);
}

function nameResults(results: readonly NormalResult[], calls: readonly NormalCall[] | undefined): void {
  for (let at = 0; at < results.length; at += 1) {
    (results[at] as NormalResult).name = calls?.[at]?.name ?? '';
  }
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
