/**
 * How the tools of one server are tried, where arguments made from its schemas would not do: files that it finds, calls
 * in their order, tools that are left alone. A file `probes/<server>.yaml` beside the entry; most servers need none.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NexError } from '@nex/core';
import { parse } from 'yaml';
import * as z from 'zod';

export const ProbeCall = z.strictObject({
  tool: z.string(),
  /** Texts may hold `${STATE_DIR}`, `${FIXTURES}` and what an earlier call kept. */
  arguments: z.record(z.string(), z.json()).default({}),
  /** Name → regular expression; its first group, found in the answer, is kept under that name. */
  keep: z.record(z.string(), z.string()).default({}),
});
export type ProbeCall = z.infer<typeof ProbeCall>;

export const ProbePlan = z.strictObject({
  /** Whether a small sample project is planted in the state directory. */
  plant: z.boolean().default(true),
  /** More files: path below the state directory → content. */
  files: z.record(z.string(), z.string()).default({}),
  /** Calls that are made first, in this order. A tool named here is called with nothing else. */
  calls: z.array(ProbeCall).default([]),
  /** Tools that are not called. */
  skip: z.array(z.string()).default([]),
});
export type ProbePlan = z.infer<typeof ProbePlan>;

export const EMPTY_PLAN: ProbePlan = ProbePlan.parse({});

/** The empty plan when there is no file. Throws `catalogue_invalid` for a file of another form. */
export async function readProbePlan(directory: string, name: string): Promise<ProbePlan> {
  const where = `probes/${name}.yaml`;
  const text = await readFile(join(directory, where), 'utf8').catch(() => undefined);
  if (text === undefined) return EMPTY_PLAN;
  try {
    return ProbePlan.parse(parse(text));
  } catch (cause) {
    throw new NexError('catalogue_invalid', `The probe plan of ${name} breaks its form.`, {
      where,
      hint: 'Its keys are plant, files, calls and skip.',
      cause,
    });
  }
}
