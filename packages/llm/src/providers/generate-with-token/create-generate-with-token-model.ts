/**
 * A server that takes and gives tokens: `{base URL}/generate`, as SGLang has it. The reply holds the exact tokens of
 * prompt and answer; `tokenTracesOf` makes of the replies of a conversation what a trainer consumes.
 */
import { NexError } from '@nex/core';
import { endpointUrl } from '../../http/endpoint-url.ts';
import { createHttpPool } from '../../http/http-pool.ts';
import { createModelServer } from '../../http/model-server.ts';
import type { Tokenizer } from '../../tokens/tokenizer.ts';
import type { ProviderModel, ProviderOptions, TokenTools } from '../provider-options.ts';
import { extraHeaders } from '../request-fields.ts';
import { statusOf } from '../status-of.ts';
import { generateBody } from './generate-request.ts';
import { readGenerated, showReply } from './read-generated.ts';
import { createTokenSessions, type TokenSessions } from './token-session.ts';
import type { WireGenerated } from './wire.ts';

/** Of an answer when neither the request nor a limit of the context says more. */
const DEFAULT_MAX_NEW_TOKENS = 4096;

interface Opened {
  tokenizer: Tokenizer;
  sessions: TokenSessions;
}

/**
 * Does not stream: the deltas of a call come with its answer. A conversation is continued when the messages of the
 * request before are handed in again as the same objects.
 * @throws NexError `config_invalid` without `tokens` or `settings.tokenizerPath`. A call throws `context_overflow` when
 * the prompt leaves no room for an answer, and `invalid_request` when what was sent before has been changed.
 */
export function createGenerateWithTokenModel(options: ProviderOptions): ProviderModel {
  const { model, apiKey, timeoutMs = 300_000, connectTimeoutMs } = options;
  const { tokens, tokenizerPath } = required(options);
  const ownPool = options.pool
    ? undefined
    : createHttpPool(connectTimeoutMs === undefined ? {} : { connectTimeoutMs });
  const pool = options.pool ?? ownPool ?? createHttpPool();
  const url = endpointUrl(options.baseUrl, { path: 'generate' });
  const headers = { ...extraHeaders(options.extra), ...options.headers };
  const server = createModelServer(pool, url, apiKey, headers, {
    name: 'a token-level API such as that of SGLang',
  });
  const settings = {
    model,
    defaultSampling: options.defaultSampling ?? {},
    extra: options.extra ?? {},
    dropParameters: options.settings?.dropParameters ?? [],
  };
  let opened: Opened | undefined;

  /** Calls that begin together share what the first one opens. */
  async function open(): Promise<Opened> {
    const tokenizer = await tokens.tokenizers.get(tokenizerPath);
    opened ??= { tokenizer, sessions: createTokenSessions(tokenizer, tokens.format) };
    return opened;
  }

  return {
    name: model,
    provider: server.host,
    async call(request, { signal, onDelta }) {
      const { tokenizer, sessions } = opened ?? (await open());
      const tools = request.tools ?? [];
      const prompt = sessions.promptOf(request.messages, tools);
      const promptTokenIds = prompt.tokenIds;
      const room = roomFor(promptTokenIds.length, tokens.maxContextTokens ?? tokenizer.maxTokens);
      const { text } = await server.postText(generateBody(settings, request, promptTokenIds, room), {
        signal,
        headersTimeoutMs: timeoutMs,
        bodyTimeoutMs: timeoutMs,
      });
      const body = server.parse(text) as WireGenerated;
      if (body.error !== undefined && body.error !== null) throw server.failure(statusOf(body.error), body);
      const context = { tokenizer, format: tokens.format, model, host: server.host, tools, promptTokenIds };
      const reply = readGenerated(body, context);
      prompt.remember(reply.message, reply.tokens?.tokenIds ?? []);
      if (onDelta) showReply(reply.message, onDelta);
      return reply;
    },
    async [Symbol.asyncDispose]() {
      await ownPool?.[Symbol.asyncDispose]();
    },
  };
}

function required({ tokens, settings }: ProviderOptions): { tokens: TokenTools; tokenizerPath: string } {
  const tokenizerPath = settings?.tokenizerPath;
  if (!tokens) {
    throw new NexError('config_invalid', 'The API type generate_with_token is not switched on here.', {
      where: 'llm_config.api_type',
      hint: 'Take another api_type, or ask the operator for token-level model servers.',
    });
  }
  if (tokenizerPath === undefined) {
    throw new NexError('config_invalid', 'The API type generate_with_token needs a tokenizer.', {
      where: 'llm_config.tokenizer_path',
      hint: "Set tokenizer_path to the folder with the model's tokenizer.json and tokenizer_config.json.",
    });
  }
  return { tokens, tokenizerPath };
}

function roomFor(promptCount: number, maxContextTokens: number | undefined): number {
  if (maxContextTokens === undefined) return DEFAULT_MAX_NEW_TOKENS;
  const room = maxContextTokens - promptCount;
  if (room > 0) return room;
  throw new NexError(
    'context_overflow',
    `The conversation has ${promptCount} tokens; the context of the model holds ${maxContextTokens}.`,
    {
      hint: 'End the run earlier or raise max_context_tokens: a conversation in tokens cannot be compacted.',
    },
  );
}
