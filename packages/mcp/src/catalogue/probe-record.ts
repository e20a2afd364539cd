/**
 * A probe record: what came of trying every tool of one pinned server, as a file (`records/<server>.json`). What a
 * machine's speed decides (times, memory) is kept for information and never compared.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson, NexError } from '@nex/core';
import * as z from 'zod';
import { GRADE_REASON_NAMES, GRADES } from './grade.ts';

/**
 * `works`: answered with a success. `error`: with an error. `needs_network`: with an error that names the network.
 * `timeout`, `crashed`: not at all. `skipped`: was not called.
 */
export const VERDICTS = ['works', 'error', 'needs_network', 'timeout', 'crashed', 'skipped'] as const;
export type Verdict = (typeof VERDICTS)[number];
/** A tool with one of these is not offered unless the entry says otherwise. */
export const UNFIT: ReadonlySet<Verdict> = new Set(['needs_network', 'timeout', 'crashed', 'skipped']);

/** `exact`: two fresh starts gave equal answers. `masked`: equal but for ids, times and paths. */
export const DETERMINISMS = ['exact', 'masked', 'no', 'unknown'] as const;
export type Determinism = (typeof DETERMINISMS)[number];

/** How arguments that the schema forbids were answered. `not_tried`: the schema forbids nothing, or no process was left. */
export const INVALID_ANSWERS = [
  'is_error',
  'protocol_error',
  'dressed_error',
  'accepted',
  'timeout',
  'crashed',
  'not_tried',
] as const;
export type InvalidAnswer = (typeof INVALID_ANSWERS)[number];

export const ProbedTool = z.strictObject({
  name: z.string(),
  verdict: z.enum(VERDICTS),
  determinism: z.enum(DETERMINISMS),
  /** It changed files. */
  writes: z.boolean(),
  invalid: z.enum(INVALID_ANSWERS),
  /** Of the valid call. */
  ms: z.int(),
  /** The first words of an answer that was no success. */
  said: z.string().optional(),
});
export type ProbedTool = z.infer<typeof ProbedTool>;

/** `files`: below the state directory. `elsewhere`: other files. `memory`: answers depend on earlier calls. */
export const STATE_PLACES = ['none', 'files', 'elsewhere', 'memory'] as const;

export const ProbeRecord = z.strictObject({
  server: z.string(),
  version: z.string(),
  /** Digest of the tool list that was tried. */
  snapshot: z.string(),
  /** Day of the probe. */
  at: z.iso.date(),
  machine: z.string(),
  /** The process had no network but loopback. */
  offline: z.boolean(),
  protocol: z.string(),
  /** It also speaks the stateless protocol of 2026-07-28. */
  modern: z.boolean(),
  start_ms: z.int(),
  memory_mb: z.number(),
  /** Lines on stdout that were no messages. */
  noise: z.int(),
  /** How a tool that it does not have was answered. */
  unknown_tool: z.enum(INVALID_ANSWERS),
  state: z.strictObject({
    places: z.array(z.enum(STATE_PLACES)).min(1),
    /** Putting the first files back under the running process gave the first answers again. */
    hot_reset: z.boolean(),
  }),
  grade: z.enum(GRADES),
  reasons: z.array(z.enum(GRADE_REASON_NAMES)),
  tools: z.array(ProbedTool),
});
export type ProbeRecord = z.infer<typeof ProbeRecord>;

/** `undefined` when there is no file. Throws `catalogue_invalid` for a file of another form. */
export async function readProbeRecord(directory: string, name: string): Promise<ProbeRecord | undefined> {
  const where = `records/${name}.json`;
  const text = await readFile(join(directory, where), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const parsed = ProbeRecord.safeParse(value);
  if (parsed.success && parsed.data.server === name) return parsed.data;
  throw new NexError('catalogue_invalid', `The probe record of ${name} breaks its form.`, {
    where,
    hint: `Run nex catalogue check ${name} --accept to write it anew.`,
  });
}

export async function writeProbeRecord(directory: string, record: ProbeRecord): Promise<void> {
  const ordered: unknown = JSON.parse(canonicalJson(record));
  const folder = join(directory, 'records');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${record.server}.json`), `${JSON.stringify(ordered, null, 2)}\n`);
}
