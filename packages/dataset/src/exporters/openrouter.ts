/**
 * Calls as XML elements, the form that models behind OpenRouter are often prompted for:
 *
 *     <search_web>
 *     <query>python tutorial</query>
 *     <max_results type="json">5</max_results>
 *     </search_web>
 *
 * Valid XML: text is escaped, values other than strings are JSON and say so, and a name that no element may have is an
 * attribute (`<tool name="…">`, `<argument name="…">`). So is a tool that the row does not define.
 */
import { type Json, type JsonObject, type ToolDefinition, type ToolResultBlock } from '@nex/core';
import { type DialectCall, type ParsedCall, type ParsedReply, resultText, ThinkReader } from '@nex/dialects';
import type { TextFamily } from './text/family.ts';
import { textExporter } from './text/text-exporter.ts';
import { escapeXml, isXmlText, unescapeXml } from './text/xml-text.ts';

const ELEMENT_NAME = /^(?!xml)[A-Za-z_][\w.-]*$/i;
const OPEN_TOOL = /<(?:tool name="([^"<]*)"|([A-Za-z_][\w.-]*))>\n/y;
const ARGUMENT =
  /<(?:argument name="([^"<]*)"|([A-Za-z_][\w.-]*))( type="json")?>([^<]*)<\/(argument|[A-Za-z_][\w.-]*)>\n/y;

const family: TextFamily = {
  name: 'openrouter',
  version: 1,
  title: 'OpenRouter style: calls as XML elements',
  systemRole: 'system',
  resultRole: 'user',
  dialect: undefined,
  results: {
    head: '',
    open: /<(?:result|(?<error>error)) name="(?<name>[^"<]*)">/y,
    close: (error) => (error ? '</error>' : '</result>'),
    separator: '\n',
    isNamed: true,
    marksErrors: true,
    decode: unescapeXml,
  },
  describeTools: (tools) => {
    if (tools.length === 0) return '';
    const list = tools.map(({ name, description, inputSchema }) =>
      escapeXml(JSON.stringify({ name, description, parameters: inputSchema })),
    );
    return `# Tools\n\n<tools>\n${list.join('\n')}\n</tools>\n\nTo call tools, end your answer with an XML element for each call, named like the tool, with an element for each argument. Escape &, < and >. Give values other than strings as JSON and say type="json":\n<tool_name>\n<argument_name>value</argument_name>\n</tool_name>`;
  },
  renderCalls: (calls, tools) => calls.map((call) => writeCall(call, tools)).join('\n'),
  renderResults: (results) => results.map(writeResult).join('\n'),
  renderTurn: ({ reasoning, text, calls }) => {
    const thought = reasoning === '' ? '' : `<think>\n${reasoning}\n</think>\n\n`;
    return `${thought}${text}${text !== '' && calls !== '' ? '\n' : ''}${calls}`;
  },
  turnReader: (tools) => (text) => readTurn(text, tools),
};

export const openrouter = textExporter(family);

function isOwnElement(name: string, tools: readonly ToolDefinition[]): boolean {
  return ELEMENT_NAME.test(name) && name !== 'tool' && tools.some((tool) => tool.name === name);
}

function writeCall({ name, arguments: args }: DialectCall, tools: readonly ToolDefinition[]): string {
  const [open, close] = isOwnElement(name, tools) ? [name, name] : [`tool name="${escapeXml(name)}"`, 'tool'];
  return `<${open}>\n${Object.entries(args).map(writeArgument).join('')}</${close}>`;
}

function writeArgument([key, value]: [string, Json]): string {
  const isPlain = ELEMENT_NAME.test(key) && key !== 'argument';
  const [open, close] = isPlain ? [key, key] : [`argument name="${escapeXml(key)}"`, 'argument'];
  const isText = typeof value === 'string' && isXmlText(value);
  return `<${open}${isText ? '' : ' type="json"'}>${escapeXml(isText ? value : jsonOf(value))}</${close}>\n`;
}

/** With every sign escaped that XML cannot hold. */
function jsonOf(value: Json): string {
  return JSON.stringify(value).replaceAll(
    /[\u007f-\u009f\ufffe\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function writeResult(result: ToolResultBlock): string {
  const tag = result.isError ? 'error' : 'result';
  return `<${tag} name="${escapeXml(result.toolName)}">${escapeXml(resultText(result))}</${tag}>`;
}

/** The calls are the longest end of the text that holds nothing but calls. */
function readTurn(text: string, tools: readonly ToolDefinition[]): ParsedReply {
  const think = new ThinkReader();
  const pieces = [...think.push(text), ...think.end().pieces];
  const joined = (type: 'text' | 'reasoning') =>
    pieces.flatMap((piece) => (piece.type === type ? [piece.delta] : [])).join('');
  const said = joined('text');
  const reasoning = joined('reasoning');
  for (let at = said.startsWith('<') ? 0 : lineAfter(said, 0); at >= 0; at = lineAfter(said, at)) {
    const calls = readCalls(said, at, tools);
    if (calls) return { content: said.slice(0, at), reasoning, calls };
  }
  return { content: said, reasoning, calls: [] };
}

/** Where the next line begins that opens an element, or -1. */
function lineAfter(text: string, from: number): number {
  const at = text.indexOf('\n<', from);
  return at < 0 ? -1 : at + 1;
}

function readCalls(text: string, from: number, tools: readonly ToolDefinition[]): ParsedCall[] | undefined {
  const calls: ParsedCall[] = [];
  for (let at = from; ; at += 1) {
    OPEN_TOOL.lastIndex = at;
    const opened = OPEN_TOOL.exec(text);
    if (!opened) return undefined;
    const [whole, named, element = ''] = opened;
    if (named === undefined && !isOwnElement(element, tools)) return undefined;
    const entries: [string, Json][] = [];
    at += whole.length;
    for (let entry = argumentAt(text, at); entry; entry = argumentAt(text, at)) {
      entries.push(entry.pair);
      at = entry.end;
    }
    const close = `</${named === undefined ? element : 'tool'}>`;
    if (!text.startsWith(close, at)) return undefined;
    at += close.length;
    const args: JsonObject = Object.fromEntries(entries);
    const name = named === undefined ? element : unescapeXml(named);
    calls.push({ name, arguments: args, argumentsText: JSON.stringify(args) });
    if (at === text.length) return calls;
    if (text[at] !== '\n') return undefined;
  }
}

function argumentAt(text: string, at: number): { pair: [string, Json]; end: number } | undefined {
  ARGUMENT.lastIndex = at;
  const match = ARGUMENT.exec(text);
  if (!match) return undefined;
  const [whole, named, element = '', isJson, body = '', close] = match;
  if (close !== (named === undefined ? element : 'argument')) return undefined;
  const key = named === undefined ? element : unescapeXml(named);
  const value = isJson ? parsed(unescapeXml(body)) : unescapeXml(body);
  return value === undefined ? undefined : { pair: [key, value], end: at + whole.length };
}

function parsed(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value as Json;
  } catch {
    return undefined;
  }
}
