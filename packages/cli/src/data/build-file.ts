/** Reads the request of a build from a file, and formats from one of their own. */
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  BuildFile,
  type CreateBuild,
  type CreateImport,
  FormatFile,
  ImportSettings,
  NexError,
} from '@nex/core';
import { parse } from 'yaml';
import type * as z from 'zod';
import { type ReadFormats, withFiles } from './format-files.ts';

const FORM_HINT =
  'schemas/build.schema.json has the form of each key; docs/pipeline.md, docs/exports.md and docs/imports.md have examples.';

export interface ReadRequest<Request> {
  /** As it was written, without defaults; formats with the contents of their files. */
  request: Request;
  tokenizers: ReadFormats['tokenizers'];
}
export type ReadBuild = ReadRequest<CreateBuild>;

/** Throws `not_found`, and `build_invalid` that names the key. */
export async function readBuildFile(file: string): Promise<ReadBuild> {
  return readRequest<CreateBuild>(BuildFile, file, 'build file');
}

/** Throws as `readBuildFile` does. */
export async function readImportSettings(file: string): Promise<ReadRequest<Omit<CreateImport, 'file'>>> {
  return readRequest(ImportSettings, file, 'import file');
}

async function readRequest<Request>(
  schema: typeof BuildFile | typeof ImportSettings,
  file: string,
  what: string,
): Promise<ReadRequest<Request>> {
  const value = await readYaml(file, what);
  const parsed = checked(schema, value, what, (path) => placed(file, path));
  if (!parsed.formats) return { request: value as Request, tokenizers: new Map() };
  const { formats, tokenizers } = await withFiles(
    parsed.formats,
    dirname(file),
    (at, key) => `${file}: formats.${at}.${key}`,
  );
  return { request: { ...(value as Request), formats }, tokenizers };
}

/** One format, or a list of them. Throws as `readBuildFile` does. */
export async function readFormatFile(file: string): Promise<ReadFormats> {
  const value = await readYaml(file, 'format file');
  const isList = Array.isArray(value);
  const place = (path: string) => placed(file, isList ? path : path.replace(/^0\.?/, ''));
  const formats = checked(FormatFile, isList ? value : [value], 'format file', place);
  return withFiles(formats, dirname(file), (at, key) => place(`${at}.${key}`));
}

async function readYaml(file: string, what: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new NexError('not_found', `There is no such ${what}, or it cannot be read.`, {
      where: file,
      hint: 'The path is seen from the folder in which the command runs.',
    });
  });
  try {
    return parse(text);
  } catch (thrown) {
    // The lines after the first quote the file.
    const [problem = ''] = thrown instanceof Error ? thrown.message.split('\n') : [];
    throw new NexError('build_invalid', `The ${what} is not YAML: ${problem.replace(/:$/, '')}.`, {
      where: file,
      hint: FORM_HINT,
    });
  }
}

function placed(file: string, path: string): string {
  return path === '' ? file : `${file}: ${path}`;
}

/** @param place Of a key, by its path. */
function checked<T extends z.ZodType>(
  schema: T,
  value: unknown,
  what: string,
  place: (path: string) => string,
): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new NexError('build_invalid', `The ${what} breaks its form: ${issue?.message ?? 'unknown'}.`, {
    where: place(issue?.path.map(String).join('.') ?? ''),
    hint: FORM_HINT,
  });
}
