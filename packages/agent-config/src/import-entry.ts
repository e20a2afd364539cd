/** An import of NexAU: `module:attr`, alone or with parameters. Loading looks its name up and runs no code. */
import type { JsonObject } from '@nex/core';
import * as z from 'zod';

const Import = z
  .string()
  .min(1)
  .max(500)
  .describe(
    '"module:Name", "./file.py:Name", "py:module:Name" or "builtin:name". What NexAU has of its own, the platform has; anything else is Python, where the host runs it.',
  );

export const ImportWithParams = z.strictObject({
  import: Import,
  params: z
    .record(z.string(), z.json())
    .nullish()
    .describe(
      'Settings. A relative path under a key that ends in _path or _file is replaced by the text of the file; Python gets the path.',
    ),
});

export const ImportEntry = z.union([Import, ImportWithParams]);
export type ImportEntry = z.infer<typeof ImportEntry>;

export function importText(entry: ImportEntry): string {
  return typeof entry === 'string' ? entry : entry.import;
}

/** What is imported, without its module: `LoggingMiddleware`. */
export function importName(text: string): string {
  return text.split(':').at(-1) ?? '';
}

export function importParams(entry: ImportEntry): JsonObject {
  return typeof entry === 'string' ? {} : (entry.params ?? {});
}
