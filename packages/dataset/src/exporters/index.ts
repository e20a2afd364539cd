/** Every exporter, by name. */
import { EXPORTER_NAMES, type ExporterName, MODEL_EXPORTER_NAMES, type ModelExporterName } from '@nex/core';
import { anthropicMessages } from './anthropic-messages.ts';
import { atif } from './atif.ts';
import { chatTemplateReader } from './chat-template.ts';
import { deepseekV31 } from './deepseek-v31.ts';
import type { Exporter, RowReader } from './exporter.ts';
import { glm45 } from './glm45.ts';
import { harmony } from './harmony.ts';
import { hermes } from './hermes.ts';
import { kimiK2 } from './kimi-k2.ts';
import { llama3 } from './llama3.ts';
import { minimaxM2 } from './minimax-m2.ts';
import { mistral } from './mistral.ts';
import { nexauXml } from './nexau-xml.ts';
import { openAiChat } from './openai-chat.ts';
import { openrouter } from './openrouter.ts';
import { qwen3Coder } from './qwen3-coder.ts';
import { sharegpt } from './sharegpt.ts';
import { tokensReader } from './tokens.ts';

export const EXPORTERS: Readonly<Record<ExporterName, Exporter>> = {
  'openai-chat': openAiChat,
  'nexau-xml': nexauXml,
  hermes,
  'qwen3-coder': qwen3Coder,
  glm45,
  'minimax-m2': minimaxM2,
  'deepseek-v31': deepseekV31,
  'kimi-k2': kimiK2,
  llama3,
  mistral,
  harmony,
  openrouter,
  sharegpt,
  'anthropic-messages': anthropicMessages,
  atif,
};

/** Writes the default rows of a data set. */
export const DEFAULT_EXPORTER: Exporter = openAiChat;

/** Those of formats with options: their rows are read without these. */
export const MODEL_READERS: Readonly<Record<ModelExporterName, RowReader>> = {
  'chat-template': chatTemplateReader,
  tokens: tokensReader,
};

export function exporterNamed(name: string): Exporter | undefined {
  const known = EXPORTER_NAMES.find((candidate) => candidate === name);
  return known && EXPORTERS[known];
}

/** Reads the rows of the format, as a version of its exporter wrote them. Default: the newest. */
export function readerNamed(name: string, version?: number): RowReader | undefined {
  const known = MODEL_EXPORTER_NAMES.find((candidate) => candidate === name);
  const reader = known ? MODEL_READERS[known] : exporterNamed(name);
  if (!reader || version === undefined || version >= reader.version) return reader;
  return { ...reader, version, fields: reader.fields.filter(({ since = 1 }) => since <= version) };
}
