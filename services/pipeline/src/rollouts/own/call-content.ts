/**
 * What a row keeps of a call: what is new in its prompt, since an agent sends all that was said before with each call. Prompts
 * and tokens are compared by digests, so that no earlier call must be read to store one.
 */
import { createHash, hash } from 'node:crypto';
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import type { Message, ModelReply, ToolDefinition } from '@nex/core';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

export interface PolicyCall {
  /** Which agent of the trainer's program asked: names from the root down, '' for the root. */
  agentPath: string;
  messages: Message[];
  tools: ToolDefinition[];
  reply: ModelReply;
  /** In ms since 1970. */
  startedAt: number;
  finishedAt: number;
}

/** An earlier call whose prompt the new one begins with. */
export interface Base {
  id: string;
  /** How many messages it has. */
  messages: number;
  /** Digest and number of its tokens, its answer's included; null where they are not known. */
  tokens: string | null;
  token_count: number | null;
}

/** Of the tools with the first 0, 1, … messages. */
export function promptDigests({ tools, messages }: Pick<PolicyCall, 'tools' | 'messages'>): string[] {
  const digests = [hash('sha256', JSON.stringify(tools), 'base64url')];
  for (const message of messages) {
    digests.push(hash('sha256', `${digests.at(-1)} ${JSON.stringify(message)}`, 'base64url'));
  }
  return digests;
}

export function tokensOf({ tokens }: ModelReply): number[] | undefined {
  return tokens?.promptTokenIds && tokens.tokenIds && [...tokens.promptTokenIds, ...tokens.tokenIds];
}

export function digestTokens(ids: readonly number[]): string {
  return createHash('sha256').update(new Float64Array(ids)).digest('base64url');
}

type Stored = Omit<PolicyCall, 'tools'> & { tools?: ToolDefinition[]; tokensFollow?: true };

/** Without a base it is whole. */
export function packCall(call: PolicyCall, base: Base | undefined): Promise<Buffer> {
  return compress(Buffer.from(JSON.stringify(base ? withoutBase(call, base) : call)));
}

function withoutBase(call: PolicyCall, base: Base): Stored {
  const { tools: _, ...rest } = call;
  const stored: Stored = { ...rest, messages: call.messages.slice(base.messages) };
  const { tokens } = call.reply;
  const prompt = tokens?.promptTokenIds;
  const count = base.token_count;
  if (!prompt || count === null || digestTokens(prompt.slice(0, count)) !== base.tokens) return stored;
  const newTokens = { ...tokens, promptTokenIds: prompt.slice(count) };
  return { ...stored, reply: { ...call.reply, tokens: newTokens }, tokensFollow: true };
}

/** @param base The call that it follows, whole. Absent: it is whole itself. */
export async function unpackCall(content: Uint8Array, base: PolicyCall | undefined): Promise<PolicyCall> {
  // Written by this service from a PolicyCall.
  const stored = JSON.parse((await decompress(content)).toString('utf8')) as Stored;
  const { agentPath, messages, tools, reply, tokensFollow, ...times } = stored;
  const before = tokensFollow && base && tokensOf(base.reply);
  return {
    agentPath,
    messages: [...(base?.messages ?? []), ...messages],
    tools: tools ?? base?.tools ?? [],
    reply: before ? withTokens(reply, before) : reply,
    ...times,
  };
}

function withTokens(reply: ModelReply, before: readonly number[]): ModelReply {
  const { tokens } = reply;
  if (!tokens) return reply;
  return { ...reply, tokens: { ...tokens, promptTokenIds: [...before, ...(tokens.promptTokenIds ?? [])] } };
}
