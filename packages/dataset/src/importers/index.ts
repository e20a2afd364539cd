/** Every importer, in the order in which a record is held against them: the one with the surest marks first. */
import { atif } from './atif/index.ts';
import type { Importer, ImportFormat } from './importer.ts';
import { langfuse } from './langfuse/index.ts';
import { nexgapConverted } from './nexgap-converted/index.ts';
import { openaiJsonl } from './openai-jsonl/index.ts';
import { otelGenai } from './otel-genai/index.ts';

export const IMPORTERS = [
  atif,
  otelGenai,
  langfuse,
  nexgapConverted,
  openaiJsonl,
] as const satisfies readonly Importer[];

export function importerNamed(name: ImportFormat): Importer {
  return IMPORTERS.find((importer) => importer.name === name) as Importer;
}

/** The format of the first value that any importer knows. */
export function detectFormat(values: Iterable<unknown>): ImportFormat | undefined {
  for (const value of values) {
    const importer = IMPORTERS.find((each) => each.recognizes(value));
    if (importer) return importer.name;
  }
  return undefined;
}
