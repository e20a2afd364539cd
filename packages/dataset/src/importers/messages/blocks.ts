/**
 * Parts of messages as OpenAI (chat and responses), Anthropic and OpenTelemetry's conventions spell them. Their types
 * have different names, so one table reads all. What is not in the table stays, as JSON text.
 */
import {
  type Block,
  type ImageBlock,
  isJsonObject,
  type Json,
  type JsonObject,
  type TextBlock,
  type ToolResultBlock,
} from '@nex/core';
import { objectAt, stringAt, textOfJson, valueAt } from '../fields.ts';
import type { Notes } from '../notes.ts';
import { callBlock } from './call-block.ts';

type ReadPart = (part: JsonObject, at: string, notes: Notes) => Block[];

/** Content of a message: nothing, a text, one part or a list of parts. */
export function readBlocks(content: Json | undefined, at: string, notes: Notes): Block[] {
  if (content === undefined || content === null) return [];
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  if (Array.isArray(content)) return content.flatMap((part) => readBlocks(part, at, notes));
  if (!isJsonObject(content)) return [{ type: 'text', text: textOfJson(content) }];
  const type = stringAt(content, 'type') ?? (typeof content['text'] === 'string' ? 'text' : '');
  const read = Object.hasOwn(PARTS, type) ? PARTS[type] : undefined;
  return (read ?? unread)(content, at, notes);
}

const unread: ReadPart = (part, at, notes) => {
  notes.add('part_unread', at, `part of type ${stringAt(part, 'type') || 'unknown'}`);
  return [{ type: 'text', text: JSON.stringify(part) }];
};

const text: ReadPart = (part, at, notes) => {
  const said =
    stringAt(part, 'text', 'content', 'refusal') ?? stringAt(objectAt(part, 'text') ?? {}, 'value');
  const isEmpty = Object.values(part).every((value) => value === null || typeof value === 'string');
  return said === undefined && !isEmpty ? unread(part, at, notes) : [{ type: 'text', text: said ?? '' }];
};

const reasoning: ReadPart = (part) => {
  const summary = (Array.isArray(part['summary']) ? part['summary'] : [])
    .map((item) => (isJsonObject(item) ? (stringAt(item, 'text') ?? '') : ''))
    .join('\n');
  const signature = stringAt(part, 'signature');
  const encrypted = stringAt(part, 'data', 'encrypted_content');
  const said = stringAt(part, 'thinking', 'reasoning', 'content', 'text') ?? summary;
  if (said === '' && encrypted === undefined) return [];
  return [
    { type: 'reasoning', text: said, ...(signature && { signature }), ...(encrypted && { encrypted }) },
  ];
};

const call: ReadPart = (part, at, notes) => [
  callBlock(
    {
      id: stringAt(part, 'call_id', 'id') ?? '',
      name: stringAt(part, 'name', 'tool_name') ?? '',
      args: valueAt(part, 'arguments', 'input', 'args'),
    },
    at,
    notes,
  ),
];

const result: ReadPart = (part, at, notes) => [
  resultBlock(
    {
      callId: stringAt(part, 'tool_use_id', 'tool_call_id', 'call_id', 'id') ?? '',
      name: stringAt(part, 'name', 'tool_name') ?? '',
      content: valueAt(part, 'content', 'response', 'result', 'output'),
      isError: part['is_error'] === true,
    },
    at,
    notes,
  ),
];

const image: ReadPart = (part, at, notes) => {
  // OpenTelemetry has parts of one type for what is seen and what is heard.
  const modality = stringAt(part, 'modality') ?? stringAt(part, 'mime_type')?.split('/')[0] ?? 'image';
  if (modality !== 'image') return unread(part, at, notes);
  const source = objectAt(part, 'image_url', 'source') ?? part;
  const mimeType = stringAt(source, 'media_type', 'mime_type');
  const data = stringAt(source, 'data', 'content');
  const url =
    stringAt(source, 'url', 'uri', 'path') ??
    stringAt(part, 'image_url') ??
    (data === undefined ? undefined : `data:${mimeType ?? 'application/octet-stream'};base64,${data}`);
  // It names a file of its provider.
  if (url === undefined) return unread(part, at, notes);
  const detail = stringAt(source, 'detail');
  const block: ImageBlock = { type: 'image', url };
  if (mimeType !== undefined) block.mimeType = mimeType;
  if (detail === 'low' || detail === 'high' || detail === 'auto') block.detail = detail;
  return [block];
};

const PARTS: Readonly<Record<string, ReadPart>> = {
  text,
  input_text: text,
  output_text: text,
  refusal: text,
  reasoning,
  thinking: reasoning,
  redacted_thinking: reasoning,
  tool_use: call,
  server_tool_use: call,
  tool_call: call,
  server_tool_call: call,
  function_call: call,
  custom_tool_call: call,
  tool_result: result,
  tool_call_response: result,
  server_tool_call_response: result,
  function_call_output: result,
  custom_tool_call_output: result,
  image,
  image_url: image,
  input_image: image,
  uri: image,
  blob: image,
};

export interface ForeignResult {
  /** `''` when the source has none. */
  callId: string;
  name: string;
  content: Json | undefined;
  isError: boolean;
}

/** A result that is an object is text and, beside it, the structure. */
export function resultBlock(
  { callId, name, content, isError }: ForeignResult,
  at: string,
  notes: Notes,
): ToolResultBlock {
  const block: ToolResultBlock = {
    type: 'tool_result',
    toolCallId: callId,
    toolName: name,
    content: resultContent(content, at, notes),
    isError,
  };
  const isStructure = isJsonObject(content) && !isPart(content);
  return isStructure ? { ...block, structured: content } : block;
}

function resultContent(content: Json | undefined, at: string, notes: Notes): (TextBlock | ImageBlock)[] {
  if (content === undefined || content === null) return [{ type: 'text', text: '' }];
  const isParts = isPart(content) || (Array.isArray(content) && content.length > 0 && content.every(isPart));
  if (!isParts) return [{ type: 'text', text: textOfJson(content) }];
  return readBlocks(content, at, notes).map((block) =>
    block.type === 'text' || block.type === 'image' ? block : { type: 'text', text: JSON.stringify(block) },
  );
}

function isPart(value: Json): boolean {
  return isJsonObject(value) && typeof value['type'] === 'string' && Object.hasOwn(PARTS, value['type']);
}
