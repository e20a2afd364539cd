/** Reads the request of a build from a file. */
import { readFile } from 'node:fs/promises';
import { CreateBuild, NexError } from '@nex/core';
import { parse } from 'yaml';
import type * as z from 'zod';

/** As it was written, without defaults. Throws `not_found`, and `build_invalid` that names the key. */
export async function readBuildFile(file: string): Promise<z.input<typeof CreateBuild>> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new NexError('not_found', 'There is no such build file, or it cannot be read.', { where: file });
  });
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    throw new NexError('build_invalid', 'The build file is not YAML.', { where: file });
  }
  const parsed = CreateBuild.safeParse(value);
  if (parsed.success) return value as z.input<typeof CreateBuild>;
  const [issue] = parsed.error.issues;
  throw new NexError('build_invalid', `The build file breaks its form: ${issue?.message ?? 'unknown'}.`, {
    where: `${file}: ${issue?.path.map(String).join('.') ?? ''}`,
    hint: 'schemas/build.schema.json has the form; docs/pipeline.md an example.',
  });
}
