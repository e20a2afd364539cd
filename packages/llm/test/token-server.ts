/** A token-level server with a tiny tokenizer, and a factory that asks it. */
import { textMessage } from '@nex/core';
import { TINY, TINY_FORMAT, writeTinyTokenizer } from '../src/__fixtures__/tiny-tokenizer.ts';
import { createModelFactory, createTokenizerStore, type ModelFactoryOptions } from '../src/index.ts';
import { type PlayedReply, startReplyServer } from './reply-server.ts';

const { ids } = TINY;

export const FIRST = [textMessage('system', 'be brief'), textMessage('user', 'add two and three')];
/** `FIRST` in tokens. */
export const PROMPT = ids(
  ...'<|start|> system be brief <|end|> \n <|start|> user add two and three <|end|> \n <|start|> assistant'.split(
    ' ',
  ),
);

/** An answer as SGLang gives it. */
export function generated(tokens: string[], finish = 'stop', more: object = {}): PlayedReply {
  const output_ids = ids(...tokens);
  const text = tokens.join(' ').replace(' <|end|>', '<|end|>');
  const meta_info = {
    finish_reason: { type: finish },
    prompt_tokens: 7,
    completion_tokens: output_ids.length,
    cached_tokens: 2,
    output_token_logprobs: output_ids.map((id, i) => [-i - 0.5, id, null]),
  };
  return { body: JSON.stringify({ text, output_ids, meta_info, ...more }) };
}

export interface TokenServerOptions {
  /** Further keys of `tokenizer_config.json`. */
  config?: object;
  factory?: Partial<ModelFactoryOptions>;
}

/** Everything is disposed with the stack. */
export async function setUpTokenServer(
  stack: AsyncDisposableStack,
  replies: PlayedReply[],
  options: TokenServerOptions = {},
) {
  const server = stack.use(await startReplyServer(replies));
  const { folder } = stack.use(await writeTinyTokenizer(options.config));
  const factory = stack.use(
    createModelFactory({
      baseUrl: server.baseUrl,
      apiKey: 'sk-test-0123456789',
      model: 'tiny',
      apiType: 'generate_with_token',
      tokens: { format: TINY_FORMAT, tokenizers: createTokenizerStore() },
      retry: { attempts: 1 },
      ...options.factory,
    }),
  );
  const settings = { tokenizerPath: folder, extra: {} };
  const asked = () => server.requests.map(({ body }) => JSON.parse(body) as { input_ids: number[] });
  return { server, factory, settings, model: factory(settings), asked };
}
