/**
 * One form for what a server answered. Errors come in three shapes: the flag `isError`, an error of the protocol,
 * and an error dressed as a success; each becomes `tool_error`. A server that is silent or gone becomes
 * `infrastructure`. Content that no message can hold is named in words.
 */
import {
  errorOutcome,
  type ImageBlock,
  type Json,
  type JsonObject,
  type TextBlock,
  type ToolOutcome,
} from '@nex/core';
import * as z from 'zod';
import type { PathAlias } from '../alias/path-alias.ts';
import type { CallAnswer, RawToolResult } from '../session/call-tool.ts';
import { type DressedErrorName, undressError } from './dressed-errors.ts';
import type { KeepOutput } from './limit-size.ts';

export interface NormaliseOptions {
  server: string;
  timeoutMs: number;
  /** Arguments as the model wrote them. */
  args: JsonObject;
  alias: PathAlias;
  dressedErrors: readonly DressedErrorName[];
  /** Keeps content that no message can hold. */
  keep: KeepOutput | undefined;
  signal: AbortSignal;
}

export async function normaliseAnswer(answer: CallAnswer, options: NormaliseOptions): Promise<ToolOutcome> {
  switch (answer.kind) {
    case 'refused': {
      const text = options.alias.errorToModel(answer.message, options.args);
      return errorOutcome('tool_error', text);
    }
    case 'vanished':
      return errorOutcome('tool_error', `The tool server ${options.server} has this tool no longer.`);
    case 'timeout':
      return infrastructureOutcome(
        `The tool server ${options.server} did not answer within ${options.timeoutMs} ms.`,
      );
    case 'gone':
      return infrastructureOutcome(`The tool server ${options.server} ended during the call.`);
    case 'result':
      return normaliseResult(answer.result, options);
  }
}

export function infrastructureOutcome(what: string): ToolOutcome {
  return errorOutcome('infrastructure', `${what} Whether the call had an effect is not known.`);
}

async function normaliseResult(result: RawToolResult, options: NormaliseOptions): Promise<ToolOutcome> {
  const content: (TextBlock | ImageBlock)[] = [];
  for (const part of result.content) content.push(await toBlock(part, options));
  const structured = result.structuredContent;
  if (content.length === 0 && structured !== undefined) {
    content.push({ type: 'text', text: JSON.stringify(structured) });
  }
  const only = content.length === 1 ? content[0] : undefined;
  const dressed = only?.type === 'text' ? undressError(only.text, options.dressedErrors) : undefined;
  if (dressed !== undefined) {
    return errorOutcome('tool_error', options.alias.errorToModel(dressed, options.args));
  }
  const isError = result.isError === true;
  const toModel = (text: string) =>
    isError ? options.alias.errorToModel(text, options.args) : options.alias.toModel(text);
  const outcome: ToolOutcome = {
    content: content.map((block) =>
      block.type === 'text' ? { ...block, text: toModel(block.text) } : block,
    ),
    isError,
  };
  if (isError) outcome.errorKind = 'tool_error';
  if (structured !== undefined && !isError)
    outcome.structured = options.alias.jsonToModel(structured as Json);
  return outcome;
}

const TextPart = z.looseObject({ type: z.literal('text'), text: z.string() });
const ImagePart = z.looseObject({ type: z.literal('image'), data: z.string(), mimeType: z.string() });
const AudioPart = z.looseObject({ type: z.literal('audio'), data: z.string(), mimeType: z.string() });
const LinkPart = z.looseObject({
  type: z.literal('resource_link'),
  uri: z.string(),
  name: z.string().optional(),
});
const ResourcePart = z.looseObject({
  type: z.literal('resource'),
  resource: z.looseObject({
    uri: z.string(),
    text: z.string().optional(),
    blob: z.string().optional(),
    mimeType: z.string().optional(),
  }),
});
const AnyPart = z.union([TextPart, ImagePart, AudioPart, LinkPart, ResourcePart]);

async function toBlock(part: { type: string }, options: NormaliseOptions): Promise<TextBlock | ImageBlock> {
  const { data } = AnyPart.safeParse(part);
  switch (data?.type) {
    case 'text':
      return { type: 'text', text: data.text };
    case 'image':
      return imageBlock(data.data, data.mimeType);
    case 'audio':
      return named(`content of type ${data.mimeType}`, data.data, data.mimeType, options);
    case 'resource_link':
      return { type: 'text', text: `[resource ${data.name ?? ''} ${data.uri}]` };
    case 'resource': {
      const { uri, text, blob, mimeType } = data.resource;
      if (text !== undefined) return { type: 'text', text };
      if (blob !== undefined && mimeType?.startsWith('image/')) return imageBlock(blob, mimeType);
      return named(`resource ${uri} of type ${mimeType ?? 'unknown'}`, blob, mimeType, options);
    }
    case undefined:
      return { type: 'text', text: `[content of type ${part.type}]` };
  }
}

async function named(
  what: string,
  data: string | undefined,
  mimeType: string | undefined,
  { keep, signal }: NormaliseOptions,
): Promise<TextBlock> {
  const ending = /^[\w-]+\/([a-z0-9]+)$/.exec(mimeType ?? '')?.[1] ?? 'bin';
  const place = data && (await keep?.(Buffer.from(data, 'base64'), { ending, signal }));
  return { type: 'text', text: place ? `[${what}; it is in ${place}]` : `[${what}]` };
}

function imageBlock(data: string, mimeType: string): ImageBlock {
  return { type: 'image', url: `data:${mimeType};base64,${data}`, mimeType };
}
