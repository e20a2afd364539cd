/** The values that agent files and tool servers may use: the environment, and below it the `.env` file beside the agent. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ApiType, NexError } from '@nex/core';
import { type PriceTable, readPriceTable } from '@nex/llm';
import type { LocalModel } from '@nex/local-agent';

const MODEL_NAMES = ['LLM_MODEL', 'MODEL', 'OPENAI_MODEL'];
const BASE_URL_NAMES = ['LLM_BASE_URL', 'OPENAI_BASE_URL', 'BASE_URL'];
const API_KEY_NAMES = ['LLM_API_KEY', 'OPENAI_API_KEY', 'API_KEY', 'ANTHROPIC_API_KEY'];

/** Values that are set and not empty. What the environment says wins over the file. */
export async function localEnvironment(
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<Record<string, string>> {
  const text = await readFile(join(folder, '.env'), 'utf8').catch(() => '');
  const merged = Object.entries({ ...parseEnv(text), ...withoutEmpty(env) });
  return Object.fromEntries(merged.flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

function withoutEmpty(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
}

export interface GivenModel {
  model?: string | undefined;
  baseUrl?: string | undefined;
}

/** The model that is configured; empty texts stand for what is not. Throws `config_invalid` for a value that is none. */
export function localModel(environment: Readonly<Record<string, string>>, given: GivenModel): LocalModel {
  const first = (names: readonly string[]) => names.map((name) => environment[name]).find((value) => value);
  const baseUrl = given.baseUrl ?? first(BASE_URL_NAMES) ?? '';
  if (baseUrl !== '' && !URL.canParse(baseUrl)) {
    throw new NexError('config_invalid', 'The address of the model server is no URL.', {
      where: given.baseUrl === undefined ? 'LLM_BASE_URL' : '--base-url',
      hint: 'Write it like https://api.example.com/v1.',
    });
  }
  const apiKey = first(API_KEY_NAMES);
  const apiType = environment['LLM_API_TYPE'];
  const parsed = ApiType.optional().safeParse(apiType);
  if (!parsed.success) {
    throw new NexError('config_invalid', `LLM_API_TYPE is "${apiType}".`, {
      where: 'LLM_API_TYPE',
      hint: `Set it to one of ${ApiType.options.join(', ')}.`,
    });
  }
  return {
    baseUrl,
    model: given.model ?? first(MODEL_NAMES) ?? '',
    ...(apiKey ? { apiKey } : {}),
    ...(parsed.data ? { apiType: parsed.data } : {}),
  };
}

/** Throws `config_invalid`. */
export function localPrices({
  MODEL_PRICES: text,
}: Readonly<Record<string, string>>): PriceTable | undefined {
  return readPriceTable(text, 'MODEL_PRICES');
}
