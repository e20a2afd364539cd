/** An import of NexAU: `module:attr`, alone or with parameters. The platform reads it and never imports it. */
import * as z from 'zod';

export const ImportEntry = z.union([
  z.string().min(1),
  z.strictObject({ import: z.string().min(1), params: z.record(z.string(), z.json()).nullish() }),
]);
export type ImportEntry = z.infer<typeof ImportEntry>;

export function importText(entry: ImportEntry): string {
  return typeof entry === 'string' ? entry : entry.import;
}

/** What is imported, without its module: `LoggingMiddleware`. */
export function importName(entry: ImportEntry): string {
  return importText(entry).split(':').at(-1) ?? '';
}
