/** Puts the contents of template and tokenizer files into the formats that name them. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  type ChatTemplateOptions,
  type FileFormat,
  type FileTemplate,
  isJsonObject,
  NexError,
  parseJsonObject,
  type RequestedFormat,
} from '@nex/core';
import { digestText } from '@nex/core/digest';

export interface ReadFormats {
  formats: RequestedFormat[];
  /** By digest; they have to be handed over before the build is created. */
  tokenizers: Map<string, Uint8Array<ArrayBuffer>>;
}

/**
 * Throws `not_found` and `build_invalid` with the file.
 * @param folder What the names of files are seen from. @param place Of a key of a format, for errors.
 */
export async function withFiles(
  formats: readonly FileFormat[],
  folder: string,
  place: (at: number, key: string) => string,
): Promise<ReadFormats> {
  const tokenizers: ReadFormats['tokenizers'] = new Map();
  const read: RequestedFormat[] = [];
  for (const [at, format] of formats.entries()) {
    if (format.exporter !== 'chat-template' && format.exporter !== 'tokens') {
      read.push(format);
      continue;
    }
    const { template, ...more } = format;
    if (!template && more.templateDigest === undefined)
      throw missing(place(at, 'template'), '{ sourceFile: chat_template.jinja }');
    const given = template && {
      template: await templateOf(template, folder, place(at, 'template.sourceFile')),
    };
    if (more.exporter === 'chat-template') {
      read.push({ ...more, ...given });
      continue;
    }
    const { tokenizerFile, tokenizer, ...rest } = more;
    const content = tokenizerFile === undefined ? undefined : await bytesOf(tokenizerFile, folder);
    const digest = content ? digestText(content) : tokenizer;
    if (digest === undefined) throw missing(place(at, 'tokenizerFile'), 'tokenizer.json');
    if (content) tokenizers.set(digest, content);
    read.push({ ...rest, ...given, tokenizer: digest });
  }
  return { formats: read, tokenizers };
}

async function templateOf(
  { sourceFile, configFile, source: given, tokens: more, ...options }: FileTemplate,
  folder: string,
  where: string,
): Promise<ChatTemplateOptions> {
  const config = configFile === undefined ? {} : await configOf(configFile, folder);
  const source =
    given ?? (sourceFile === undefined ? undefined : await textOf(sourceFile, folder)) ?? config.source;
  if (source === undefined) throw missing(where, 'chat_template.jinja');
  const tokens = { ...config.tokens, ...more };
  return { ...options, source, ...(Object.keys(tokens).length > 0 && { tokens }) };
}

interface TemplateConfig {
  source?: string;
  tokens?: Record<string, string>;
}

/** A `tokenizer_config.json`: the template is a text, or a list of named ones of which `default` is taken. */
async function configOf(file: string, folder: string): Promise<TemplateConfig> {
  const config = parseJsonObject(await textOf(file, folder));
  if (!config) throw new NexError('build_invalid', 'The file is no JSON object.', { where: file });
  const tokens: Record<string, string> = {};
  for (const [key, value] of Object.entries(config)) {
    const text = isJsonObject(value) ? value['content'] : value;
    // Models without a token say null.
    if (/^[a-z]+_token$/.test(key)) tokens[key] = typeof text === 'string' ? text : '';
  }
  const { chat_template: template } = config;
  const named = Array.isArray(template) ? template.filter(isJsonObject) : [];
  const chosen = named.find((one) => one['name'] === 'default') ?? named[0];
  const source = typeof template === 'string' ? template : chosen?.['template'];
  return { tokens, ...(typeof source === 'string' && { source }) };
}

async function textOf(file: string, folder: string): Promise<string> {
  return Buffer.from(await bytesOf(file, folder)).toString('utf8');
}

async function bytesOf(file: string, folder: string): Promise<Uint8Array<ArrayBuffer>> {
  return readFile(resolve(folder, file)).then(
    (content) => new Uint8Array(content),
    () => {
      throw new NexError('not_found', 'There is no such file, or it cannot be read.', {
        where: file,
        hint: 'Names of files are seen from the file that names them.',
      });
    },
  );
}

function missing(where: string, example: string): NexError {
  return new NexError('build_invalid', 'The format lacks a file.', {
    where,
    hint: `Name it, as in ${/\w*$/.exec(where)?.[0]}: ${example}.`,
  });
}
