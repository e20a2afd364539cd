/**
 * Cassettes: what tools answered, kept under a key of each call, so that runs can be repeated without the tools. A take is
 * what one run recorded; a cassette holds the takes of many.
 */
import * as z from 'zod';
import { FaultRule } from './fault.ts';

export const CASSETTE_MODES = ['record', 'strict', 'fallback'] as const;
export const CassetteMode = z
  .enum(CASSETTE_MODES)
  .describe(
    'record: tools are called, and what they answer is kept. strict: no tool is called; a call that is not there is an error. fallback: what is there is played, as far as its server keeps no state; else the tool is called, and its answer kept.',
  );
export type CassetteMode = z.infer<typeof CassetteMode>;

export const CassetteName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'letters, digits, ".", "_" or "-"');

export const CassetteUse = z.strictObject({
  name: CassetteName.describe('Made when it is not there, except for strict.'),
  mode: CassetteMode,
});
export type CassetteUse = z.infer<typeof CassetteUse>;

/** What a run did with its cassette. */
export const CassetteReport = CassetteUse.extend({
  /** Calls of the whole tree that were not there, in strict mode. */
  missing: z.number().int(),
});
export type CassetteReport = z.infer<typeof CassetteReport>;

/** What stands between a run and its tools. */
export const ToolHandling = z.strictObject({
  cassette: CassetteUse.optional(),
  faults: z.array(FaultRule).min(1).max(16).optional().describe('The first rule that strikes counts.'),
});
export type ToolHandling = z.output<typeof ToolHandling>;

export const Cassette = z.object({
  name: z.string(),
  createdAt: z.string().describe('RFC 3339'),
  /** Calls that can be played. */
  calls: z.number().int(),
  takes: z.number().int(),
  /** Outcomes, each once. */
  outcomes: z.number().int(),
  /** Of the outcomes. */
  bytes: z.number().int(),
});
export type Cassette = z.infer<typeof Cassette>;

export const CassetteTool = z.object({
  server: z.string(),
  tool: z.string(),
  calls: z.number().int(),
  outcomes: z.number().int(),
  bytes: z.number().int(),
  /** Input schemas that it was recorded under: more than 1 when it has changed. */
  schemas: z.number().int(),
});
export const CassetteDetail = Cassette.extend({ tools: z.array(CassetteTool) });
export type CassetteDetail = z.infer<typeof CassetteDetail>;
