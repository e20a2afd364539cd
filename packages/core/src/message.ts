/**
 * Provider-neutral messages. A message is a role and a list of blocks; providers, dialects and exporters each
 * translate to and from this form. A tool call keeps the bytes that the model wrote (`argumentsText`), so that
 * a replayed prefix is the same to the byte.
 */
import * as z from 'zod';
import { FaultKind } from './fault.ts';
import type { Json, JsonObject } from './json.ts';

const JsonObjectSchema = z.record(z.string(), z.json()) as unknown as z.ZodType<JsonObject>;
const JsonSchemaType = z.json() as unknown as z.ZodType<Json>;

export const TextBlock = z.object({
  type: z.literal('text'),
  text: z.string(),
  /** The provider may cache the request up to here. */
  cache: z.literal(true).optional(),
  /** The provider's proof that it wrote this; goes back unchanged. */
  signature: z.string().optional(),
});
export type TextBlock = z.infer<typeof TextBlock>;

export const ReasoningBlock = z.object({
  type: z.literal('reasoning'),
  text: z.string(),
  /** The provider's proof that it wrote this; goes back unchanged. */
  signature: z.string().optional(),
  /** Reasoning that the provider gives only encrypted; goes back unchanged. */
  encrypted: z.string().optional(),
  /** The provider's id of the block. */
  id: z.string().optional(),
  /** The provider's name of the form of signature and text; goes back unchanged. */
  format: z.string().optional(),
});
export type ReasoningBlock = z.infer<typeof ReasoningBlock>;

/** An image by URL (a `data:` URL for inline bytes). */
export const ImageBlock = z.object({
  type: z.literal('image'),
  url: z.string(),
  mimeType: z.string().optional(),
  detail: z.enum(['low', 'high', 'auto']).optional(),
});
export type ImageBlock = z.infer<typeof ImageBlock>;

export const CALL_FAULTS = ['malformed_arguments', 'unknown_tool', 'invalid_arguments'] as const;
export type CallFault = (typeof CALL_FAULTS)[number];

export const ToolCallBlock = z.object({
  type: z.literal('tool_call'),
  id: z.string(),
  name: z.string(),
  /** The arguments as the model wrote them. */
  argumentsText: z.string(),
  /** Parsed arguments; absent when `argumentsText` is not a JSON object. */
  arguments: JsonObjectSchema.optional(),
  /** Of a call written in text that could not be read: what is wrong and how to write it right, for the model. */
  fault: z.string().optional(),
  /** The provider's proof that it made this call; goes back unchanged. */
  signature: z.string().optional(),
});
export type ToolCallBlock = z.infer<typeof ToolCallBlock>;

/**
 * Whose fault an error result is: the call's, the tool's, the infrastructure's, or nobody knows what happened;
 * `not_recorded`: the cassette that the run plays from does not have the call.
 */
export const RESULT_ERRORS = [
  ...CALL_FAULTS,
  'tool_error',
  'infrastructure',
  'unknown_outcome',
  'denied',
  'not_recorded',
] as const;
export type ResultError = (typeof RESULT_ERRORS)[number];

export const ToolResultBlock = z.object({
  type: z.literal('tool_result'),
  toolCallId: z.string(),
  toolName: z.string(),
  content: z.array(z.union([TextBlock, ImageBlock])),
  isError: z.boolean(),
  errorKind: z.enum(RESULT_ERRORS).optional(),
  /** Structured result, when the tool gave one. */
  structured: JsonSchemaType.optional(),
  /** The fault that was put into the call on purpose. */
  injected: FaultKind.optional(),
});
export type ToolResultBlock = z.infer<typeof ToolResultBlock>;

export const Block = z.discriminatedUnion('type', [
  TextBlock,
  ReasoningBlock,
  ImageBlock,
  ToolCallBlock,
  ToolResultBlock,
]);
export type Block = z.infer<typeof Block>;

export const Role = z.enum(['system', 'user', 'assistant', 'tool']);
export type Role = z.infer<typeof Role>;

/** A tool message holds exactly one tool result. */
export const Message = z.object({
  role: Role,
  content: z.array(Block),
  /** Of an answer whose calls or reasoning were read from its text: the text as the model wrote it, which goes back to it. */
  written: z.string().optional(),
});
export type Message = z.infer<typeof Message>;

export function textMessage(role: Role, text: string): Message {
  return { role, content: [{ type: 'text', text }] };
}

/** All text blocks of a message or result, joined by line breaks. */
export function textOf(message: { content: readonly Block[] }): string {
  const parts: string[] = [];
  for (const block of message.content) if (block.type === 'text') parts.push(block.text);
  return parts.join('\n');
}

export function toolCallsOf(message: Message): ToolCallBlock[] {
  return message.content.filter((block) => block.type === 'tool_call');
}
