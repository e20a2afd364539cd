/** Trajectories that others recorded, brought into the store: asked for, under way, and what could not be used. */
import * as z from 'zod';
import { DataSplit, RequestedFormat } from './export-format.ts';
import { QualitySpec } from './quality-spec.ts';
import { RedactionPolicy } from './redaction-policy.ts';

/** Bytes of a file that is sent to be imported. */
export const MAX_IMPORT_BYTES = 8 * 1024 ** 3;

export const ImportFile = z.object({ digest: z.string(), bytes: z.number().int() });
export type ImportFile = z.infer<typeof ImportFile>;

export const CreateImport = z.strictObject({
  file: z.strictObject({
    /** Of a file that was sent to `POST /v1/import-files`. */
    digest: z.string().regex(/^sha256:[0-9a-f]{64}$/, 'sha256: and 64 hexadecimal digits'),
    /** Goes into provenance and lineage. */
    name: z.string().min(1).max(300),
  }),
  /** Default: found out from the first records. */
  format: z.string().max(40).optional(),
  /** The first record that cannot be used fails the import. Default: it is told, and the others go on. */
  strict: z.boolean().default(false),
  name: z.string().min(1).max(100).optional(),
  formats: z.array(RequestedFormat).min(1).max(32).optional(),
  split: DataSplit.optional(),
  redaction: RedactionPolicy.optional(),
  quality: QualitySpec.optional(),
});
export type CreateImport = z.input<typeof CreateImport>;

/** Part of a build that was imported. */
export const ImportState = z.object({
  file: z.string(),
  digest: z.string(),
  /** Null until it is found out. */
  format: z.string().nullable(),
  importerVersion: z.number().int().nullable(),
  strict: z.boolean(),
  trajectories: z.number().int(),
  rejected: z.number().int(),
  bytes: z.number().int(),
  /** Of the file; all of them at the end. */
  bytesRead: z.number().int(),
});
export type ImportState = z.infer<typeof ImportState>;

/** Where a row came from, when it was imported. */
export const ImportedFrom = z.object({
  file: z.string(),
  digest: z.string(),
  /** From 1: where the record is, or where the last record of its trace is. */
  line: z.number().int(),
  importer: z.string(),
  version: z.number().int(),
});
export type ImportedFrom = z.infer<typeof ImportedFrom>;

export const ImportRejection = z.object({ line: z.number().int(), reason: z.string(), note: z.string() });
export type ImportRejection = z.infer<typeof ImportRejection>;
