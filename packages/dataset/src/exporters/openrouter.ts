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
import { type Json, type JsonObject, setMember, type ToolDefinition, type ToolResultBlock } from '@nex/core';
import { type DialectCall, type ParsedCall, type ParsedReply, resultText, ThinkReader } from '@nex/dialects';
import type { TextFamily } from './text/family.ts';
import { textExporter } from './text/text-exporter.ts';
import { escapeXml, isXmlText, unescapeXml } from './text/xml-text.ts';

const ELEMENT_NAME = /^(?!xml)[A-Za-z_][\w.-]*$/i;
const OPEN_TOOL = /<(?:tool name="([^"<]*)"|([A-Za-z_][\w.-]*))>\n/y;
const ARGUMENT =
  /<(?:argument name="([^"<]*)"|([A-Za-z_][\w.-]*))( type="json")?>([^<]*)<\/(argument|[A-Za-z_][\w.-]*)>\n/y;
/** Signs that JSON allows bare. */
const NO_XML_IN_JSON = /[\u007f-\u009f\ufffe\uffff]/g;

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
  turnReader: (tools) => {
    const think = new ThinkReader();
    return (text) => readTurn(text, tools, think);
  },
};

export const openrouter = textExporter(family);

function isOwnElement(name: string, tools: readonly ToolDefinition[]): boolean {
  return name !== 'tool' && tools.some((tool) => tool.name === name) && ELEMENT_NAME.test(name);
}

function writeCall({ name, arguments: args }: DialectCall, tools: readonly ToolDefinition[]): string {
  let entries = '';
  for (const key of Object.keys(args)) entries += writeArgument(key, args[key] as Json);
  return isOwnElement(name, tools)
    ? `<${name}>\n${entries}</${name}>`
    : `<tool name="${escapeXml(name)}">\n${entries}</tool>`;
}

function writeArgument(key: string, value: Json): string {
  const isText = typeof value === 'string' && isXmlText(value);
  const inside = `${isText ? '>' : ' type="json">'}${escapeXml(isText ? value : jsonOf(value))}`;
  return ELEMENT_NAME.test(key) && key !== 'argument'
    ? `<${key}${inside}</${key}>\n`
    : `<argument name="${escapeXml(key)}"${inside}</argument>\n`;
}

/** With every sign escaped that XML cannot hold. */
function jsonOf(value: Json): string {
  const json = JSON.stringify(value);
  return typeof value === 'number' ? json : json.replaceAll(NO_XML_IN_JSON, escapedUnit);
}

function escapedUnit(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function writeResult(result: ToolResultBlock): string {
  const tag = result.isError ? 'error' : 'result';
  return `<${tag} name="${escapeXml(result.toolName)}">${escapeXml(resultText(result))}</${tag}>`;
}

/** The calls are the longest end of the text that holds nothing but calls. */
function readTurn(text: string, tools: readonly ToolDefinition[], think: ThinkReader): ParsedReply {
  const pieces = [...think.push(text), ...think.end().pieces];
  let said = '';
  let reasoning = '';
  for (const { type, delta } of pieces) {
    if (type === 'text') said += delta;
    else reasoning += delta;
  }
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
    const named = opened[1];
    const element = opened[2] ?? 'tool';
    if (named === undefined && !isOwnElement(element, tools)) return undefined;
    const args: JsonObject = {};
    at = OPEN_TOOL.lastIndex;
    while (!text.startsWith('</', at)) {
      const entry = argumentAt(text, at);
      if (!entry) return undefined;
      setMember(args, entry.key, entry.value);
      at = entry.end;
    }
    const close = `</${element}>`;
    if (!text.startsWith(close, at)) return undefined;
    at += close.length;
    const name = named === undefined ? element : unescapeXml(named);
    calls.push({ name, arguments: args, argumentsText: JSON.stringify(args) });
    if (at === text.length) return calls;
    if (text[at] !== '\n') return undefined;
  }
}

function argumentAt(turn: string, at: number): { key: string; value: Json; end: number } | undefined {
  ARGUMENT.lastIndex = at;
  const match = ARGUMENT.exec(turn);
  if (!match) return undefined;
  const named = match[1];
  const element = match[2] ?? 'argument';
  if (match[5] !== element) return undefined;
  const text = unescapeXml(match[4] ?? '');
  const value = match[3] === undefined ? text : parsed(text);
  const key = named === undefined ? element : unescapeXml(named);
  return value === undefined ? undefined : { key, value, end: ARGUMENT.lastIndex };
}

function parsed(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value as Json;
  } catch {
    return undefined;
  }
}
