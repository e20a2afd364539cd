/**
 * Messages as middleware of NexAU knows them: block by block the same, by its names. What comes back is new, or names
 * the message or block that it was by `ref`, and then that one is kept as it is.
 */
import {
  type Block,
  canonicalJson,
  type ImageBlock,
  isJsonObject,
  type JsonObject,
  type Message,
  parseJsonObject,
  type TextBlock,
  type ToolCallBlock,
  textOf,
  toolCallsOf,
} from '@nex/core';
import * as z from 'zod';

const Ref = z.strictObject({ ref: z.number().int().min(0) });
const Text = z.object({ type: z.literal('text'), text: z.string() });
const Image = z.object({
  type: z.literal('image'),
  url: z.string().nullish(),
  base64: z.string().nullish(),
  mime_type: z.string().default('image/jpeg'),
  detail: z.enum(['low', 'high', 'auto']).nullish(),
});
const NexauBlock = z.discriminatedUnion('type', [
  Text,
  Image,
  z.object({
    type: z.literal('reasoning'),
    text: z.string(),
    signature: z.string().nullish(),
    redacted_data: z.string().nullish(),
  }),
  z.object({
    type: z.literal('tool_use'),
    id: z.string(),
    name: z.string(),
    // A record would drop an argument of the name `__proto__`.
    input: z.custom<JsonObject>(isJsonObject),
    raw_input: z.string().nullish(),
  }),
  z.object({
    type: z.literal('tool_result'),
    tool_use_id: z.string(),
    content: z.union([z.string(), z.array(z.discriminatedUnion('type', [Text, Image]))]),
    is_error: z.boolean().default(false),
  }),
]);
type NexauBlock = z.infer<typeof NexauBlock>;

export const NexauMessages = z.array(
  z.union([
    Ref,
    z.object({
      ref: z.number().int().min(0).optional(),
      role: z.enum(['system', 'user', 'framework', 'assistant', 'tool']),
      content: z.array(z.union([Ref, NexauBlock])),
    }),
  ]),
);
export type NexauMessages = z.infer<typeof NexauMessages>;

export function toNexauMessage({ role, content }: Message): JsonObject {
  return { role, content: content.map(toNexauBlock) };
}

function toNexauBlock(block: Block): JsonObject {
  switch (block.type) {
    case 'text':
      return { type: 'text', text: block.text };
    case 'image':
      return toNexauImage(block);
    case 'reasoning':
      return {
        type: 'reasoning',
        text: block.text,
        ...(block.signature === undefined ? {} : { signature: block.signature }),
        ...(block.encrypted === undefined ? {} : { redacted_data: block.encrypted }),
      };
    case 'tool_call':
      return {
        type: 'tool_use',
        id: block.id,
        name: block.name,
        input: block.arguments ?? {},
        raw_input: block.argumentsText,
      };
    case 'tool_result': {
      const isText = block.content.every((one) => one.type === 'text');
      return {
        type: 'tool_result',
        tool_use_id: block.toolCallId,
        content: isText ? textOf(block) : block.content.map(toNexauBlock),
        is_error: block.isError,
        ...(block.structured === undefined ? {} : { raw_output: block.structured }),
      };
    }
  }
}

function toNexauImage({ url, mimeType, detail }: ImageBlock): JsonObject {
  const inline = /^data:([^;,]+);base64,(.*)$/s.exec(url);
  const [, type = mimeType ?? 'image/jpeg', base64] = inline ?? [];
  return {
    type: 'image',
    ...(base64 === undefined ? { url } : { base64 }),
    mime_type: type,
    detail: detail ?? 'auto',
  };
}

/** The message of one entry; `before` are the messages that were sent. `undefined` when it names one that is not there. */
export function fromNexauMessage(
  given: NexauMessages[number],
  before: readonly Message[],
): Message | undefined {
  const was = given.ref === undefined ? undefined : before[given.ref];
  if (!('role' in given)) return was;
  const content: Block[] = [];
  for (const block of given.content) {
    const made = 'ref' in block ? was?.content[block.ref] : fromNexauBlock(block, was, before);
    if (made === undefined) return undefined;
    content.push(made);
  }
  return { role: given.role === 'framework' ? 'user' : given.role, content };
}

function fromNexauBlock(block: NexauBlock, was: Message | undefined, before: readonly Message[]): Block {
  switch (block.type) {
    case 'text':
    case 'image':
      return fromContent(block);
    case 'reasoning':
      return {
        type: 'reasoning',
        text: block.text,
        ...(block.signature == null ? {} : { signature: block.signature }),
        ...(block.redacted_data == null ? {} : { encrypted: block.redacted_data }),
      };
    case 'tool_use': {
      const { id, name, input, raw_input: raw } = block;
      const old = was && toolCallsOf(was).find((call) => call.id === id);
      return callBlock({ id, name, input }, old, raw ?? undefined);
    }
    case 'tool_result': {
      const calls = before.flatMap(toolCallsOf);
      return {
        type: 'tool_result',
        toolCallId: block.tool_use_id,
        toolName: calls.find((call) => call.id === block.tool_use_id)?.name ?? '',
        content:
          typeof block.content === 'string'
            ? [{ type: 'text', text: block.content }]
            : block.content.map(fromContent),
        isError: block.is_error,
      };
    }
  }
}

function fromContent(block: z.infer<typeof Text> | z.infer<typeof Image>): TextBlock | ImageBlock {
  if (block.type === 'text') return { type: 'text', text: block.text };
  const { base64, mime_type: mimeType, detail } = block;
  const url = base64 == null ? (block.url ?? '') : `data:${mimeType};base64,${base64}`;
  return { type: 'image', url, mimeType, ...(detail == null ? {} : { detail }) };
}

/** A call with these arguments; the text that the model wrote stays where it says the same. */
export function callBlock(
  { id, name, input }: { id: string; name: string; input: JsonObject },
  old?: ToolCallBlock,
  raw?: string,
): ToolCallBlock {
  const written = [old?.argumentsText, raw].find((text) => text !== undefined && says(text, input));
  const kept = old !== undefined && old.name === name && old.argumentsText === written;
  if (kept) return old;
  return { type: 'tool_call', id, name, argumentsText: written ?? JSON.stringify(input), arguments: input };
}

function says(text: string, input: JsonObject): boolean {
  const parsed = parseJsonObject(text);
  return parsed !== undefined && canonicalJson(parsed) === canonicalJson(input);
}
