/** A model's own tokenizer, read from the files that come with it: `tokenizer.json` and `tokenizer_config.json`. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { isJsonObject, type Json, type JsonObject, NexError, parseJsonObject } from '@nex/core';

export interface TokenizerTemplate {
  /** Jinja; absent when the files hold none. */
  source?: string;
  /** `bos_token`, `eos_token` and the like, as a template uses them. */
  specialTokens: Readonly<Record<string, string>>;
}

export interface Tokenizer {
  readonly template: TokenizerTemplate;
  /** End of a turn, when the files name it. */
  readonly endToken: string | undefined;
  /** `model_max_length`, when it is a real limit. */
  readonly maxTokens: number | undefined;
  /** Adds no special tokens of its own; those in the text become one token each. */
  encode(text: string): number[];
  /** With special tokens. */
  decode(tokenIds: number[]): string;
  /** The text of a token that stands for itself, such as an end of turn; `undefined` for ordinary tokens. */
  specialText(tokenId: number): string | undefined;
}

/** Larger is how files say that there is no limit. */
const NO_LIMIT = 10_000_000;

/**
 * @param folder Or the path of a `tokenizer.json`.
 * @throws NexError `config_invalid` when the files are missing or not of that form.
 */
export async function loadTokenizer(folder: string): Promise<Tokenizer> {
  const root = folder.endsWith('.json') ? path.dirname(folder) : folder;
  const model = await readJson(path.join(root, 'tokenizer.json'));
  const config = await readJson(path.join(root, 'tokenizer_config.json'));
  const template =
    templateOf(config.chat_template) ?? (await readText(path.join(root, 'chat_template.jinja')));
  try {
    return wrap(new HuggingFaceTokenizer(model, config), config, template);
  } catch (cause) {
    throw unreadable('tokenizer.json', cause);
  }
}

function wrap(inner: HuggingFaceTokenizer, config: JsonObject, source: string | undefined): Tokenizer {
  const specialTokens: Record<string, string> = {};
  for (const [key, value] of Object.entries(config)) {
    const text = isJsonObject(value) ? value.content : value;
    if (key.endsWith('_token') && typeof text === 'string') specialTokens[key] = text;
  }
  const limit = config.model_max_length;
  const added = inner.get_added_tokens_decoder();
  return {
    template: { specialTokens, ...(source === undefined ? {} : { source }) },
    endToken: specialTokens.eos_token,
    maxTokens: typeof limit === 'number' && limit > 0 && limit < NO_LIMIT ? limit : undefined,
    encode: (text) => inner.encode(text, { add_special_tokens: false }).ids,
    decode: (tokenIds) =>
      inner.decode(tokenIds, { skip_special_tokens: false, clean_up_tokenization_spaces: false }),
    specialText: (tokenId) => added.get(tokenId)?.content,
  };
}

/** One text, or a list of named ones of which `default` is taken. */
function templateOf(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return undefined;
  const named = value.filter(isJsonObject);
  const chosen = named.find((one) => one.name === 'default') ?? named[0];
  return typeof chosen?.template === 'string' ? chosen.template : undefined;
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}

async function readJson(file: string): Promise<JsonObject> {
  const name = path.basename(file);
  const text = await readText(file);
  if (text === undefined) throw unreadable(name);
  const value = parseJsonObject(text);
  if (!value) throw unreadable(name);
  return value;
}

function unreadable(file: string, cause?: unknown): NexError {
  return new NexError('config_invalid', `The tokenizer cannot be used: ${file} is missing or not valid.`, {
    where: 'llm_config.tokenizer_path',
    hint: 'Name the folder with tokenizer.json and tokenizer_config.json of the very model that is asked.',
    cause,
  });
}
