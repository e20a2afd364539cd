/**
 * Core messages as `contents`. The results of a turn are parts of one content, as the API asks; signatures go back on the
 * part that they came with, and the arguments of calls byte for byte.
 */
import type { Block, ImageBlock, Message, ToolCallBlock, ToolResultBlock } from '@nex/core';
import { textOf } from '@nex/core';
import { objectArguments } from '../call-arguments.ts';
import { imageSource } from '../image-source.ts';
import { mayBeFrom } from '../message-fragments.ts';
import { isMadeUp } from './call-ids.ts';

export interface Fragment {
  role: 'user' | 'model';
  isResult: boolean;
  /** JSON of each part. */
  parts: string[];
  /** Images of a result; they may only come after the turn's last result. */
  images: string[];
}

/** Google's word for a call that it did not make itself, or whose signature is lost. */
const NO_SIGNATURE = 'skip_thought_signature_validator';

/** @param proven Whether signatures go along. */
export function contentFragment(message: Message, proven: boolean): Fragment {
  const isResult = message.role === 'tool';
  const role = message.role === 'assistant' ? 'model' : 'user';
  const images: string[] = [];
  let calls = 0;
  const parts = message.content.flatMap((block) => {
    if (block.type === 'tool_result') images.push(...resultImages(block));
    if (block.type !== 'tool_call') return partsOf(block, proven);
    calls += 1;
    return [callPart(block, proven ? block.signature : calls === 1 ? NO_SIGNATURE : undefined)];
  });
  return { role, isResult, parts, images };
}

/** `[{"role":…,"parts":[…]},…]` */
export function contentsJson(fragments: readonly Fragment[], single: (fragment: Fragment) => string): string {
  const contents: string[] = [];
  for (let at = 0; at < fragments.length; at += 1) {
    const first = fragments[at];
    if (!first) continue;
    const turn = [first];
    for (let next = fragments[at + 1]; first.isResult && next?.isResult; next = fragments[at + 1]) {
      turn.push(next);
      at += 1;
    }
    const json = turn.length === 1 ? single(first) : contentJson(turn);
    if (json !== '') contents.push(json);
  }
  return `[${contents.join(',')}]`;
}

/** Empty when there is nothing to say. */
export function contentJson(turn: readonly Fragment[]): string {
  const parts = [...turn.flatMap((one) => one.parts), ...turn.flatMap((one) => one.images)];
  return parts.length === 0 ? '' : `{"role":"${turn[0]?.role ?? 'user'}","parts":[${parts.join(',')}]}`;
}

function partsOf(block: Exclude<Block, ToolCallBlock>, proven: boolean): string[] {
  switch (block.type) {
    case 'text': {
      const signature = proven ? signatureOf(block.signature) : {};
      return block.text === '' && !block.signature
        ? []
        : [JSON.stringify({ text: block.text, ...signature })];
    }
    case 'image':
      return [imagePart(block)];
    case 'tool_result':
      return [resultPart(block)];
    case 'reasoning':
      // Without its signature a thought is a summary for readers, not for the model.
      if (!proven || !block.signature || !mayBeFrom('google', block)) return [];
      return [JSON.stringify({ text: block.text, thought: true, ...signatureOf(block.signature) })];
  }
}

function callPart(call: ToolCallBlock, signature: string | undefined): string {
  const { id, name } = call;
  const idJson = isMadeUp(id) ? '' : `"id":${JSON.stringify(id)},`;
  const proof = signature === undefined ? '' : `,"thoughtSignature":${JSON.stringify(signature)}`;
  return `{"functionCall":{${idJson}"name":${JSON.stringify(name)},"args":${objectArguments(call)}}${proof}}`;
}

function resultPart(block: ToolResultBlock): string {
  const text = textOf(block);
  const { toolCallId: id, toolName: name, isError } = block;
  const hasImages = block.content.some((part) => part.type === 'image');
  const output = text === '' && hasImages ? 'See the images below.' : text;
  const response = isError ? { error: text } : { output };
  return JSON.stringify({ functionResponse: { ...(isMadeUp(id) ? {} : { id }), name, response } });
}

function resultImages(block: ToolResultBlock): string[] {
  const images = block.content.filter((part): part is ImageBlock => part.type === 'image');
  if (images.length === 0) return [];
  const heading = { text: `Images returned by tool call ${block.toolCallId}:` };
  return [JSON.stringify(heading), ...images.map(imagePart)];
}

function imagePart(block: ImageBlock): string {
  const source = imageSource(block);
  if (source.kind === 'inline') {
    return JSON.stringify({ inlineData: { mimeType: source.mimeType, data: source.base64 } });
  }
  const { url: fileUri, mimeType } = source;
  return JSON.stringify({ fileData: { ...(mimeType ? { mimeType } : {}), fileUri } });
}

function signatureOf(signature: string | undefined): { thoughtSignature?: string } {
  return signature ? { thoughtSignature: signature } : {};
}
