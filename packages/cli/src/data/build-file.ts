/** Reads the request of a build from a file, and formats from one of their own. */
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BuildFile, type CreateBuild, FormatFile, NexError } from '@nex/core';
import { parse } from 'yaml';
import type * as z from 'zod';
import { type ReadFormats, withFiles } from './format-files.ts';

export interface ReadBuild {
  /** As it was written, without defaults; formats with the contents of their files. */
  request: CreateBuild;
  tokenizers: ReadFormats['tokenizers'];
}

/** Throws `not_found`, and `build_invalid` that names the key. */
export async function readBuildFile(file: string): Promise<ReadBuild> {
  const { value, parsed } = await readYaml(file, BuildFile, 'build file');
  if (!parsed.formats) return { request: value as CreateBuild, tokenizers: new Map() };
  const { formats, tokenizers } = await withFiles(parsed.formats, dirname(file));
  return { request: { ...(value as CreateBuild), formats }, tokenizers };
}

/** Throws as `readBuildFile` does. */
export async function readFormatFile(file: string): Promise<ReadFormats> {
  const { parsed } = await readYaml(file, FormatFile, 'format file');
  return withFiles([parsed].flat(), dirname(file));
}

async function readYaml<T extends z.ZodType>(
  file: string,
  schema: T,
  what: string,
): Promise<{ value: unknown; parsed: z.output<T> }> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new NexError('not_found', `There is no such ${what}, or it cannot be read.`, { where: file });
  });
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    throw new NexError('build_invalid', `The ${what} is not YAML.`, { where: file });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { value, parsed: parsed.data };
  const [issue] = parsed.error.issues;
  throw new NexError('build_invalid', `The ${what} breaks its form: ${issue?.message ?? 'unknown'}.`, {
    where: `${file}: ${issue?.path.map(String).join('.') ?? ''}`,
    hint: 'schemas/build.schema.json has the form; docs/pipeline.md and docs/exports.md have examples.',
  });
}
